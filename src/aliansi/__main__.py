"""Run the command line with ``python -m aliansi``."""

from aliansi.cli import main

main()
