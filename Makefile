# `make serve` and `make test` need no other set-up: each creates .venv and installs what it needs.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV   := .venv
BIN    := $(VENV)/bin
HOST   ?= 127.0.0.1
PORT   ?= 8000

.PHONY: serve test test-all build check lint lock editor docs screenshots clean

serve: $(VENV)/stamp editor   ## build, check and serve the shipped project at http://127.0.0.1:8000
	$(BIN)/aliansi serve --host $(HOST) --port $(PORT)

test: $(VENV)/stamp editor lint  ## lint, type-check and run every test but the slow ones
	$(BIN)/python -m pytest -m "not slow"

test-all: $(VENV)/stamp editor lint  ## lint, type-check and run every test, as CI does
	$(BIN)/python -m pytest

build: $(VENV)/stamp          ## build/dataset.nq
	$(BIN)/aliansi build

check: $(VENV)/stamp          ## check the shipped project
	$(BIN)/aliansi check

lint: $(VENV)/stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

editor: $(VENV)/stamp         ## build the editor of the query page if it is missing
	$(BIN)/python hatch_build.py

docs: $(VENV)/stamp           ## regenerate docs/architecture.md and the tables of docs/reasoning.md
	$(BIN)/python docs/build_architecture.py
	$(BIN)/python -m tests.repository.test_docs

screenshots: $(VENV)/stamp editor  ## renew the pictures in docs/screenshots
	ALIANSI_SCREENSHOTS=1 $(BIN)/python -m pytest tests/pages/browser/test_screenshots.py -n 0

lock: $(VENV)/stamp           ## rewrite requirements.lock from pyproject.toml, with hashes
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --quiet --custom-compile-command "make lock" --output-file requirements.lock

$(VENV)/stamp: pyproject.toml requirements.lock
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Aliansi needs Python 3.11 or newer: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)" >&2; exit 1; }
	"$(PYTHON)" -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

clean:
	rm -rf build $(VENV)
