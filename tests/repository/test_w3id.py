"""The rules for w3id.org, read as mod_rewrite reads them: each leads to an address that the server answers."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

from aliansi.dataset.store import Store
from aliansi.pages.document import PAGE_AND_RDF
from aliansi.project.folder import Project
from tests.server.support.served import Site

FOLDER = Path(__file__).parents[2] / "docs" / "w3id"
NAMESPACE = "https://w3id.org/aliansi/"
SERVER = "https://your-server.invalid"


class Rule(NamedTuple):
    """A RewriteRule: what it matches below the folder, where it leads, and with which status."""

    pattern: str
    target: str
    flags: tuple[str, ...]

    @property
    def status(self) -> int:
        return next(int(flag.removeprefix("R=")) for flag in self.flags if flag.startswith("R="))


def rules() -> list[Rule]:
    lines = (FOLDER / ".htaccess").read_text(encoding="utf-8").splitlines()
    found = []
    for line in lines:
        if line.startswith("RewriteRule"):
            _, pattern, target, flags = line.split()
            found.append(Rule(pattern, target, tuple(flags.strip("[]").split(","))))
    return found


def led(path: str) -> tuple[Rule, str]:
    """Return the rule that takes a path below the folder, and the path on the server that it leads to."""
    for rule in rules():
        if match := re.search(rule.pattern, path):
            target = re.sub(r"\$(\d)", lambda group: match[int(group[1])], rule.target)
            return rule, target.removeprefix(SERVER)
    raise AssertionError(f"no rule takes {path}")


ADDRESSES = [
    "id/csto",
    "id/csto.ttl",
    "id/article-founding-csto",
    "id/passage-csto-founding",
    "id/passage-csto-founding-quote",
    "id/source-atop-4-01",
    "id/link-cis-q7779",
    "ontology",
    "ontology/",
    *(f"ontology.{suffix}" for suffix in PAGE_AND_RDF),
    "ontology/0.1.0",
    "graph/article",
    "graph/proofs",
    "alignments",
    "alignments/0.1.0",
    "maintainers",
    "service",
    "sparql",
    "",
]


@pytest.fixture
def site(shipped_store: Store, shipped: Project) -> Site:
    return Site.of(shipped_store, project=shipped)


def test_the_address_of_the_server_is_a_setting_that_the_documents_name() -> None:
    for document in (FOLDER / "README.md", FOLDER.parent / "operation.md"):
        assert f"`{SERVER}`" in document.read_text(encoding="utf-8"), document
    head = (FOLDER / ".htaccess").read_text(encoding="utf-8").partition("Options")[0]
    assert f"# A SETTING: {SERVER} " in head
    for file in (FOLDER.parent / "deploy" / "nginx.conf", FOLDER.parent / "deploy" / "Caddyfile"):
        assert SERVER.removeprefix("https://") in file.read_text(encoding="utf-8")


@pytest.mark.skipif(shutil.which("sed") is None, reason="sed is what the documents set it with")
@pytest.mark.parametrize("document", [FOLDER / "README.md", FOLDER.parent / "operation.md"], ids=lambda file: file.name)
def test_the_command_of_the_documents_sets_it_in_every_rule(document: Path, tmp_path: Path) -> None:
    (command,) = re.findall(r'sed -i "([^"]*)" \S*\.htaccess', document.read_text(encoding="utf-8"))
    script = command.replace("$SERVER", "http://127.0.0.1:8000")
    rewritten = subprocess.run(
        ["sed", script, str(FOLDER / ".htaccess")], capture_output=True, text=True, check=True
    ).stdout
    led_to = [line.split()[2] for line in rewritten.splitlines() if line.startswith("RewriteRule")]
    assert len(led_to) == len(rules())
    assert all(target.startswith("http://127.0.0.1:8000/") for target in led_to)


def test_no_rule_and_no_proxy_names_a_host_that_looks_real() -> None:
    files = (FOLDER / ".htaccess", FOLDER.parent / "deploy" / "nginx.conf", FOLDER.parent / "deploy" / "Caddyfile")
    for file in files:
        named = set(re.findall(r"https?://([a-z0-9.-]+\.[a-z]+)", file.read_text(encoding="utf-8")))
        assert named <= {"your-server.invalid", "w3id.org", "www.w3.org"}, file


def test_every_rule_is_tried_and_ends_the_search() -> None:
    assert {led(path)[0] for path in ADDRESSES} == set(rules())
    for rule in rules():
        assert rule.target.startswith(f"{SERVER}/")
        assert "L" in rule.flags
        assert rule.status in (303, 307)


@pytest.mark.parametrize("path", ADDRESSES)
def test_a_rule_leads_to_what_the_server_answers(path: str, site: Site) -> None:
    _, target = led(path)
    response = site.get(target, headers={"Accept": "text/turtle, */*;q=0.1"})
    assert response.status_code == 200
    if path != "":
        assert response.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("every", [10, pytest.param(1, marks=pytest.mark.slow)])
def test_every_name_that_the_dataset_mints_is_led_to_an_answer(every: int, site: Site, shipped_store: Store) -> None:
    """All of them, or one in so many."""
    query = f"SELECT DISTINCT ?n {{ {{ ?n ?p ?o }} UNION {{ ?s ?p ?n }} FILTER(STRSTARTS(STR(?n), '{NAMESPACE}')) }}"
    names = [str(getattr(row["n"], "value", "")) for row in shipped_store.select(query)]
    assert len(names) > 500
    for name in sorted(names)[::every]:
        path, _, term = name.removeprefix(NAMESPACE).partition("#")
        response = site.get(led(path)[1], headers={"Accept": "application/n-triples"})
        assert response.status_code == 200, name
        assert not term or f"<{name}>" in response.text


def test_the_terms_of_the_service_are_told_where_their_rule_leads(site: Site) -> None:
    described = site.get(led("service")[1], headers={"Accept": "application/n-triples"}).text
    assert f"<{NAMESPACE}service#" in described


def test_the_rules_take_no_name_of_anybody_else() -> None:
    for path in ("ids/csto", "idx", "ontology.exe", "ontologyx", "ontology/x", "graphs", "sparql/x"):
        with pytest.raises(AssertionError, match="no rule takes"):
            led(path)
