"""A server that watches: what is saved is answered, what is wrong is reported and not served, nothing is left."""

from __future__ import annotations

import os
import shutil
import signal
import threading
from pathlib import Path

import pytest

from aliansi import pipeline
from aliansi.project.folder import Project
from tests.server.support.served import NQUADS
from tests.server.support.watched import (
    ARMENIA,
    CHAIN,
    GEORGIA,
    HEADER,
    MEMBERS,
    ONTOLOGY,
    PREFIXES,
    Server,
    is_running,
    make_project,
    serving,
    until,
)

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="processes are looked at as in Linux")

BOTH = ["armenia", "georgia"]
MEMBERSHIP = """
id:reference-nato-membership-kazakhstan-1994 a al:Membership ;
    al:member id:kazakhstan ; al:alliance id:nato ; al:start "1994-05-27" ; al:status al:Stated ;
    dcterms:source id:source-atop-4-01 .
"""


class Asking(threading.Thread):
    """Asks all the time, and keeps what is no answer to the question."""

    def __init__(self, server: Server) -> None:
        super().__init__()
        self.server, self.wrong, self.ends = server, [], threading.Event()  # type: ignore[var-annotated]

    def run(self) -> None:
        while not self.ends.wait(0.02):
            answered = self.server.get("questions/members.csv")
            if answered.status_code != 200 or not answered.text.startswith("state"):
                self.wrong.append(answered.text)


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    return make_project(tmp_path / "project")


def save_by_rename(file: Path, text: str) -> None:
    """Save as many editors do: a lock and a copy beside the file come and go."""
    lock, new = file.with_name(f".#{file.name}"), file.with_name(f"{file.name}.tmp")
    lock.symlink_to("somebody@somewhere.1")
    new.write_text(text, encoding="utf-8")
    new.replace(file)
    lock.unlink()


@pytest.mark.slow
def test_what_is_saved_is_answered_and_no_request_is_refused(facts: Path) -> None:
    root = facts.parents[1]
    with serving(root) as server:
        asking = Asking(server)
        asking.start()
        assert (server.members(), server.health()) == (["armenia"], "ok")
        facts.write_text(ARMENIA + GEORGIA)
        until(lambda: server.members() == BOTH)
        save_by_rename(facts, ARMENIA)
        until(lambda: server.members() == ["armenia"])
        facts.write_text(ARMENIA + GEORGIA)
        facts.with_name("other-x.ttl").write_text(PREFIXES + GEORGIA.replace("georgia", "belarus"))
        until(lambda: server.members() == ["armenia", "belarus", "georgia"])
        (root / "data").rename(root / "before")
        shutil.copytree(root / "before", root / "data", ignore=shutil.ignore_patterns("other-x.ttl"))
        until(lambda: server.members() == BOTH)
        facts.write_text(ARMENIA)
        until(lambda: server.members() == ["armenia"])
        (root / "ontology" / "alliance.ttl").write_text(ONTOLOGY.replace(f"; {CHAIN}", ""))
        until(lambda: server.members() == [])
        assert server.answer("SELECT ?s { ?s al:member ?o }") == ["spell-of-armenia"]
        question = root / "queries" / "questions" / "members.rq"
        question.write_text(HEADER.replace("Members", "Who is in it") + MEMBERS)
        until(lambda: "Who is in it" in server.get("questions/members").text)
        asking.ends.set()
        asking.join()
        assert asking.wrong == []


@pytest.mark.slow
def test_what_is_wrong_is_reported_and_the_last_good_state_stays(facts: Path) -> None:
    root = facts.parents[1]
    question = root / "queries" / "questions" / "members.rq"
    with serving(root) as server:
        checks_that_it_stays(server, facts, PREFIXES + "\nid:a id:b .", "data/note-members.ttl:5: syntax error")
        wrong = ARMENIA + GEORGIA.replace("csto", "nato")
        checks_that_it_stays(server, facts, wrong, "data/note-members.ttl:6: id:spell-of-georgia: is in an alliance")
        checks_that_it_stays(server, question, "SELECT", "members.rq: the header lacks # title:", HEADER + MEMBERS)
        facts.write_text(ARMENIA + GEORGIA)
        until(lambda: server.members() == BOTH)
        assert server.health() == "ok"


def checks_that_it_stays(server: Server, file: Path, wrong: str, message: str, right: str = ARMENIA) -> None:
    """Save what is wrong, see what the server says of it and that it answers as before, and correct it."""
    before = server.said()
    file.write_text(wrong)
    until(lambda: "errors" in server.health())
    assert server.health().startswith("serving the state of ")
    assert server.health().endswith("; a later change has errors")
    said = server.said().removeprefix(before)
    assert message in said
    assert "\naliansi: 1 error found; still serving the state of " in said
    assert server.members() == ["armenia"]
    rows = server.get("questions/members.csv").text.splitlines()
    assert [row.partition(",")[0] for row in rows] == ["state", "https://w3id.org/aliansi/id/armenia"]
    file.write_text(right)
    until(lambda: server.health() == "ok")


@pytest.mark.slow
def test_a_builder_that_is_killed_is_replaced(facts: Path) -> None:
    with serving(facts.parents[1]) as server:
        first = kill_builder(server)
        until(lambda: server.builder() not in (None, first))
        assert "aliansi: the builder ended (SIGKILL), another is starting; still serving the state of " in server.said()
        assert server.members() == ["armenia"]
        facts.write_text(ARMENIA + GEORGIA)
        until(lambda: server.members() == BOTH)
        until(lambda: server.health() == "ok")


def kill_builder(server: Server) -> int:
    until(lambda: server.builder() is not None)
    builder = server.builder()
    assert builder is not None
    os.kill(builder, signal.SIGKILL)
    until(lambda: "the builder ended" in server.said())
    return builder


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_nothing_is_left_of_a_server_that_has_ended(facts: Path, how: signal.Signals) -> None:
    with serving(facts.parents[1]) as server:
        until(lambda: server.builder() is not None)
        builder = server.builder()
        assert builder is not None
        facts.write_text(ARMENIA + GEORGIA)  # so that it is at work
        server.process.send_signal(how)
        assert server.process.wait(30) == {signal.SIGINT: 0, signal.SIGTERM: -signal.SIGTERM}.get(how, -how)
        until(lambda: not is_running(builder))
        assert sorted(os.listdir(facts.parents[1] / "build")) == ["dataset.nq", "inputs.json"]
        assert "Traceback" not in server.said()


@pytest.mark.slow
def test_a_project_with_errors_that_was_never_built_is_served_once_they_are_mended(facts: Path) -> None:
    facts.write_text(PREFIXES + "id:a id:b .")
    with serving(facts.parents[1]) as server:
        assert "data/note-members.ttl:4: syntax error" in server.said()
        assert f"aliansi: 1 error found; nothing is served at {server.base} until they are corrected\n" in server.said()
        answered = server.get("sparql", query=MEMBERS)
        assert (answered.status_code, answered.text) == (
            503,
            "serving nothing yet; correct the errors first\n",
        )
        facts.write_text(ARMENIA)
        until(lambda: server.health() == "ok")
        assert server.members() == ["armenia"]


@pytest.mark.slow
def test_a_project_with_errors_that_was_built_before_is_served_as_it_was(facts: Path) -> None:
    pipeline.build(Project(facts.parents[1]))
    facts.write_text(PREFIXES + "id:a id:b .")
    with serving(facts.parents[1]) as server:
        until(lambda: "still serving the state of" in server.said())
        assert server.health().endswith("; a later change has errors")
        assert server.members() == ["armenia"]
        facts.write_text(ARMENIA + GEORGIA)
        until(lambda: server.members() == BOTH)
        assert server.health() == "ok"


def test_a_dataset_that_others_write_is_followed(tmp_path: Path) -> None:
    make_project(tmp_path / "project")
    file = tmp_path / "project" / "x.nq"
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    file.write_text(NQUADS)
    with serving(file.parent, "--dataset", file.name) as server:
        assert server.answer(count) == ["8"]
        assert server.builder() is None
        file.write_text("<a:a> <a:b> .")
        until(lambda: server.health().endswith("; a later change has errors"))
        assert "x.nq:1: " in server.said()
        assert server.answer(count) == ["8"]
        assert "the store rewrites" not in server.said()
        number = '"007"^^<http://www.w3.org/2001/XMLSchema#integer>'
        save_by_rename(file, f"{NQUADS}<a:a> <a:b> {number} .\n")
        until(lambda: server.answer(count) == ["9"])
        assert 'x.nq:10: "007"^^xsd:integer is served as "7"^^xsd:integer' in server.said()
        file.unlink()
        until(lambda: "x.nq: cannot be read" in server.said())
        assert server.answer(count) == ["9"]


@pytest.mark.slow
def test_the_shipped_project_is_right_after_each_change(shipped: Project, tmp_path: Path) -> None:
    project = Project(tmp_path / "project")
    for part in ("ontology", "data", "queries"):
        shutil.copytree(shipped.root / part, project.root / part)
    file = project.root / "data" / "reference-nato.ttl"
    before = file.read_text(encoding="utf-8")
    joined = "SELECT ?alliance { id:kazakhstan al:memberOf ?alliance } ORDER BY ?alliance"
    with serving(project.root) as server:
        members = server.answer(joined)
        file.write_text(before + MEMBERSHIP, encoding="utf-8")
        until(lambda: server.answer(joined) == sorted([*members, "nato"]))
        file.write_text(before + MEMBERSHIP.replace("al:start", "al:strat"), encoding="utf-8")
        until(lambda: f"reference-nato.ttl:{len(before.splitlines()) + 2}" in server.said())
        file.write_text(before, encoding="utf-8")
        until(lambda: server.answer(joined) == members)
    assert project.dataset_file.read_bytes() == pipeline.run(project).nquads
