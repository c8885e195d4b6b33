import asyncio
import json
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from aliansi.answers import (
    GRAPHS,
    TABLES,
    Answered,
    EvaluationCrashed,
    Formats,
    NotAcceptable,
    Query,
    ResultTooLarge,
    TimeLimit,
    TooBusy,
)
from aliansi.evaluate import CAN_FORK, Evaluator, Limits
from aliansi.findings import UsageError
from aliansi.store import Store
from served import ENDLESS, make_store

CSV = Formats("text/csv", "application/n-triples")
forks = pytest.mark.skipif(not CAN_FORK, reason="the limits hold in a forked process alone")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return make_store(tmp_path)


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


def ask(store: Store, query: str, formats: Formats = CSV, **limits: float) -> Answered:
    async def evaluate() -> Answered:
        evaluator = Evaluator(store, Limits(**{"seconds": 20.0, **limits}))  # type: ignore[arg-type]
        return await evaluator.evaluate(Query(query), formats)

    return asyncio.run(evaluate())


def assert_no_child_is_left() -> None:
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


@pytest.mark.parametrize("media_type", TABLES)
def test_a_table_comes_in_every_format(store: Store, media_type: str) -> None:
    query = "SELECT ?state { ?state al:memberOf id:csto }"
    answered = ask(store, query, Formats(media_type, None))
    assert answered.media_type == media_type
    assert answered.body.count(b"https://w3id.org/aliansi/id/") == 2
    assert b"true" in ask(store, "ASK {}", Formats(media_type, None)).body


@pytest.mark.parametrize("media_type", GRAPHS)
def test_a_graph_comes_in_every_format(store: Store, media_type: str) -> None:
    answered = ask(store, "CONSTRUCT { ?s rdfs:label 'x' } { ?s ?p ?o }", Formats(None, media_type))
    assert answered.media_type == media_type
    assert b"csto" not in answered.body
    assert b"armenia" in answered.body


def test_a_graph_holds_a_triple_once(store: Store) -> None:
    assert ask(store, "CONSTRUCT { id:x rdfs:label 'x' } { ?s ?p ?o }").body.count(b"\n") == 1


def test_an_answer_that_fits_no_format_is_refused(store: Store) -> None:
    with pytest.raises(NotAcceptable, match="table"):
        ask(store, "ASK {}", Formats(None, "text/turtle"))
    with pytest.raises(NotAcceptable, match="graph"):
        ask(store, "DESCRIBE id:armenia", Formats("text/csv", None))


def test_a_syntax_error_says_where(store: Store) -> None:
    with pytest.raises(UsageError, match=r"error at 2:\d+"):
        ask(store, "SELECT * {\n nonsense }")


@forks
def test_a_query_that_does_not_end_is_stopped(store: Store) -> None:
    with pytest.raises(TimeLimit, match=r"0\.5 seconds"):
        ask(store, ENDLESS, seconds=0.5)
    assert_no_child_is_left()
    assert ask(store, "ASK {}").body == b"true"


@forks
def test_a_caller_that_leaves_takes_the_evaluation_along(store: Store) -> None:
    async def leave() -> None:
        evaluation = asyncio.ensure_future(Evaluator(store).evaluate(Query(ENDLESS), CSV))
        await asyncio.sleep(0.2)
        evaluation.cancel()
        with pytest.raises(asyncio.CancelledError):
            await evaluation

    asyncio.run(leave())
    assert_no_child_is_left()


@forks
@pytest.mark.parametrize(
    "query",
    ["SELECT * { FILTER(" + "!" * 10_000 + "1) }", "SELECT * " + "{" * 4_000 + "}" * 4_000],
    ids=["negations", "braces"],
)
def test_a_crash_costs_one_answer(store: Store, query: str) -> None:
    with pytest.raises(EvaluationCrashed):
        ask(store, query)
    assert_no_child_is_left()
    assert ask(store, "ASK {}").body == b"true"


@forks
def test_memory_has_a_limit(store: Store) -> None:
    cross = " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(7))
    with pytest.raises(EvaluationCrashed):
        ask(store, f"SELECT DISTINCT * {{ {cross} }}", memory_bytes=64 * 2**20)


def test_a_large_answer_is_refused_whole(store: Store) -> None:
    with pytest.raises(ResultTooLarge, match="10,000 bytes"):
        ask(store, "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", body_bytes=10_000)


def test_more_than_a_pipe_holds_arrives_whole(store: Store) -> None:
    answered = ask(store, "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }")
    assert answered.body.count(b"\r\n") == 8**4 + 1


@forks
@pytest.mark.parametrize("silent", ["", "SILENT "])
def test_the_sandbox_opens_no_socket_even_without_the_guard(
    store: Store, listening: socket.socket, monkeypatch: pytest.MonkeyPatch, silent: str
) -> None:
    monkeypatch.setattr("aliansi.store.refuse_federation", lambda query: None)
    query = f"SELECT * {{ SERVICE {silent}<http://127.0.0.1:{listening.getsockname()[1]}/> {{ ?s ?p ?o }} }}"
    if silent:
        assert ask(store, query).body == b"o,p,s\r\n,,\r\n"
    else:
        with pytest.raises(UsageError, match="out of this dataset"):
            ask(store, query)
    with pytest.raises(BlockingIOError):
        listening.accept()


def test_no_file_is_read_in_place_of_a_graph(store: Store) -> None:
    for query in ("SELECT * FROM <file:///etc/passwd> {}", "ASK FROM NAMED <http://127.0.0.1/x> {}"):
        with pytest.raises(UsageError, match="there is no graph <"):
            ask(store, query)


@forks
def test_evaluations_wait_for_a_free_place(store: Store) -> None:
    async def crowd() -> list[object]:
        evaluator = Evaluator(store, Limits(seconds=0.5), at_once=1)
        asked = [evaluator.evaluate(Query(query), CSV) for query in (ENDLESS, "ASK {}", ENDLESS)]
        return await asyncio.gather(*asked, return_exceptions=True)

    first, *others = asyncio.run(crowd())
    assert isinstance(first, TimeLimit)
    assert all(isinstance(other, TooBusy | TimeLimit | Answered) for other in others)
    assert_no_child_is_left()


@forks
def test_many_evaluations_at_once_all_answer(store: Store) -> None:
    async def crowd() -> list[Answered]:
        evaluator = Evaluator(store, Limits(seconds=30), at_once=4)
        return await asyncio.gather(*(evaluator.evaluate(Query("ASK {}"), CSV) for _ in range(12)))

    assert {answered.body for answered in asyncio.run(crowd())} == {b"true"}


def test_without_fork_queries_are_answered_in_a_thread(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aliansi.evaluate.CAN_FORK", False)
    answered = ask(store, "ASK {}", Formats("application/json", None))
    assert json.loads(answered.body)["boolean"] is True


def test_the_default_graph_is_the_union_unless_the_query_says_otherwise(store: Store) -> None:
    count = "SELECT (COUNT(*) AS ?n) {} {{ ?s ?p ?o }}"
    assert ask(store, count.format("")).body == b"n\r\n8\r\n"
    assert ask(store, count.format("FROM graph:things")).body == b"n\r\n2\r\n"
    assert ask(store, count.format("FROM graph:proofs")).body == b"n\r\n1\r\n"
    assert ask(store, count.format("FROM NAMED graph:things")).body == b"n\r\n0\r\n"
