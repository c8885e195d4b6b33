"""`aliansi link export` and `aliansi link import`: mappings to and from SSSOM files."""

from __future__ import annotations

import gzip
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from aliansi import pipeline
from aliansi.errors import Finding, UsageError
from aliansi.files import save
from aliansi.linking.links_files import write_import
from aliansi.linking.mapping_contradictions import name_of
from aliansi.linking.mapping_import import Change, ImportPlan, plan_import, project_mappings
from aliansi.linking.mappings import mappings_of
from aliansi.linking.sssom_files import sssom_of
from aliansi.linking.sssom_reader import read_sssom
from aliansi.project.folder import Project
from aliansi.project.loader import load
from aliansi.project.text_file import content

STANDARD: Final = "-"
_METADATA_SUFFIXES: Final = (".sssom.yml", ".sssom.yaml", ".yml", ".yaml")
_MAX_SHOWN: Final = 60


def export_mappings(project: Project, file: str) -> str:
    """Write the mappings of a project into a SSSOM file, or to standard output; return how many of which kind."""
    store = pipeline.open_store(project)
    written = sssom_of(store, project)
    if file == STANDARD:
        sys.stdout.buffer.write(written)
        sys.stdout.flush()
    else:
        if Path(file).is_dir():
            raise UsageError(f"{file} is a folder: name a file in it, such as links.sssom.tsv")
        # Without the time of writing, so that two exports are the same bytes.
        save(gzip.compress(written, mtime=0) if file.endswith(".gz") else written, Path(file))
    mappings = mappings_of(store)
    kinds = Counter(
        "without an item" if mapping.finds_nothing else "rejected" if mapping.is_rejected else "links"
        for mapping in mappings
    )
    reviewed = sum(mapping.is_reviewed for mapping in mappings)
    parts = [f"{number} {kind}" for kind, number in sorted(kinds.items())]
    return f"{len(mappings)} mappings: {', '.join([*parts, f'{reviewed} reviewed'])}"


def plan_of(project: Project, file: str, metadata: Path | None) -> tuple[ImportPlan, tuple[Finding, ...]]:
    """Compare a SSSOM file, or standard input, with a project; return the plan and the findings in the file."""
    path = Path(file)
    read = sys.stdin.buffer.read() if file == STANDARD else content(path)
    beside = metadata or _metadata_of(path)
    found = read_sssom(path, read, (beside, content(beside)) if beside else None)
    return plan_import(found.mappings, project_mappings(load(project)), Path.cwd()), found.findings


def _metadata_of(file: Path) -> Path | None:
    """Return the file of metadata next to a table, which SSSOM calls the external mode; None if there is none."""
    name = file.name.removesuffix(".gz")
    stem = name.removesuffix(".tsv").removesuffix(".sssom")
    named = (file.with_name(stem + suffix) for suffix in _METADATA_SUFFIXES)
    return next((each for each in named if each.is_file()), None)


def lines_of(plan: ImportPlan, root: Path) -> Iterator[str]:
    """Yield the differences as lines: what is added, and what is changed with the values before and after."""
    for change in plan.added:
        yield f"added    {name_of(change.mapping)}{_how(change)}"
    for change in plan.changed:
        where = ""
        if change.before and (place := change.before.location):
            file = place.file.relative_to(root) if place.file.is_relative_to(root) else place.file
            where = f" ({file}:{place.line})"
        yield f"changed  {name_of(change.mapping)}{where}"
        for name, old, new in change.details():
            yield f"         {name}: {_shown(old)} → {_shown(new)}"


def _how(change: Change) -> str:
    made = change.mapping.value("mapping_justification").rpartition("/")[2]
    confidence = change.mapping.value("confidence")
    if change.mapping.is_curated:
        return f" ({made})"
    return f" ({made}{f', confidence {confidence}' if confidence else ''}, not reviewed)"


def _shown(value: str) -> str:
    text = " ".join(value.split())
    return "–" if not text else text if len(text) <= _MAX_SHOWN else f"{text[: _MAX_SHOWN - 1]}…"


def summary_of(plan: ImportPlan, findings: tuple[Finding, ...]) -> str:
    """Return the counts of an import in one line."""
    counts = (
        f"{len(plan.added)} added, {len(plan.changed)} changed, {len(plan.same)} the same, "
        f"{len({finding.location for finding in (*plan.refused, *findings)})} refused"
    )
    unseen = sum(not change.mapping.is_curated for change in plan.added)
    return counts + (f"; not reviewed by a person: {unseen} of the added" if unseen else "")


def write_plan(plan: ImportPlan, project: Project) -> tuple[Path, ...]:
    """Write an import into the files of a project."""
    return write_import(plan, load(project)) if plan.added or plan.changed else ()
