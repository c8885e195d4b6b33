"""Read a dump of Wikidata with Aliansi and with json.loads alone, and print lines per second of processor time.

    python benchmarks/read_records.py FOLDER

The dump is made of the records in a folder, such as tests/entities of github.com/wetneb/openrefine-wikibase, ten
thousand lines or fewer. Only the ratios hold on another machine.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Collection
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from aliansi.errors import Finding
from aliansi.linking.record_files import documents
from aliansi.linking.record_json import entities
from aliansi.linking.record_reader import RecordReader, record_files
from aliansi.rdf_files.streams import ByteCounter

LINES: Final = 10_000
MAX_BYTES: Final = 1 << 27


def write_dump(folder: Path, dump: Path) -> int:
    """Write the records of a folder as a dump, again and again until it is long enough; return its lines."""
    findings: list[Finding] = []
    files = list(record_files(folder))
    counter = ByteCounter(files, None)
    read = (each for file in files for each in documents(file, counter, findings, lambda _: True))
    records = [json.dumps(each.json) for document in read for each in entities(document.json, lambda *_: None)]
    lines, size = [], 0
    for line in islice(cycle(records), LINES):
        lines.append(line)
        size += len(line)
        if size > MAX_BYTES:
            break
    dump.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")
    return len(lines)


def plain(dump: Path) -> int:
    """Read the JSON of each line and nothing else."""
    with dump.open("rb") as lines:
        return sum(json.loads(line.strip().rstrip(b",")) is not None for line in lines if len(line) > 2)


def reading(items: Collection[str] | None) -> Callable[[Path], int]:
    """Return a reader of records, of some items or of all."""
    return lambda dump: sum(1 for _ in RecordReader(items).read([dump]))


def main() -> None:
    """Print a table."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    readers = {
        "json.loads alone": plain,
        "all records": reading(None),
        "records of one item": reading(["Q36", "Q0"]),  # Q0 does not exist, so the dump is read to its end
    }
    with TemporaryDirectory() as temporary:
        dump = Path(temporary) / "dump.json"
        count = write_dump(Path(sys.argv[1]), dump)
        print(f"{count:,} lines, {dump.stat().st_size >> 20:,} MB")
        base = 0.0
        for name, read in readers.items():
            start = time.process_time()
            read(dump)
            speed = count / (time.process_time() - start)
            base = base or speed
            print(f"{name:20} {speed:10,.0f} lines/s {speed / base:6.2f}")


if __name__ == "__main__":
    main()
