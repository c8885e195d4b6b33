import asyncio
import gc
import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from aliansi.dataset.results import GRAPHS, TABLES
from aliansi.dataset.store import Store
from aliansi.errors import (
    EvaluationCrashed,
    NotAcceptable,
    ResultTooLarge,
    TimeLimit,
    TooBusy,
    TooManyRequests,
    UsageError,
)
from aliansi.evaluation.evaluator import Evaluator
from aliansi.evaluation.limits import Limits
from aliansi.evaluation.query import Formats, Query, Result
from aliansi.evaluation.workers.fork_server import ForkServer
from aliansi.evaluation.workers.jobs import Job
from aliansi.evaluation.workers.sandbox import CAN_FORK
from aliansi.evaluation.workers.streaming import StreamedResult
from aliansi.evaluation.workers.wire_format import EvaluationRequest
from tests.server.support.processes import children
from tests.server.support.served import ENDLESS, make_store

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


def ask(store: Store, query: str, formats: Formats = CSV, **limits: float) -> Result:
    async def evaluate() -> Result:
        async with Evaluator(store, Limits(**{"seconds": 20.0, **limits})) as evaluator:  # type: ignore[arg-type]
            return await evaluator.evaluate(Query(query), formats)

    return asyncio.run(evaluate())


def assert_no_child_is_left() -> None:
    """See that no fork of this process is left, nor one that has ended; a server of other tests may run."""
    commands = {child: Path(f"/proc/{child}/cmdline").read_bytes() for child in children(os.getpid())}
    forks = {b"", Path("/proc/self/cmdline").read_bytes()}
    assert [child for child, command in commands.items() if command in forks] == []


@pytest.mark.parametrize("media_type", TABLES)
def test_a_table_is_written_in_every_format(store: Store, media_type: str) -> None:
    query = "SELECT ?state { ?state al:memberOf id:csto }"
    answered = ask(store, query, Formats(media_type, None))
    assert answered.media_type == media_type
    assert answered.body.count(b"https://w3id.org/aliansi/id/") == 2
    assert b"true" in ask(store, "ASK {}", Formats(media_type, None)).body


@pytest.mark.parametrize("media_type", GRAPHS)
def test_a_graph_is_written_in_every_format(store: Store, media_type: str) -> None:
    answered = ask(store, "CONSTRUCT { ?s rdfs:label 'x' } { ?s ?p ?o }", Formats(None, media_type))
    assert answered.media_type == media_type
    assert b"csto" not in answered.body
    assert b"armenia" in answered.body


def test_a_graph_holds_a_triple_once(store: Store) -> None:
    assert ask(store, "CONSTRUCT { id:x rdfs:label 'x' } { ?s ?p ?o }").body.count(b"\n") == 1


def test_a_result_without_an_accepted_format_is_refused(store: Store) -> None:
    with pytest.raises(NotAcceptable, match="table"):
        ask(store, "ASK {}", Formats(None, "text/turtle"))
    with pytest.raises(NotAcceptable, match="graph"):
        ask(store, "DESCRIBE id:armenia", Formats("text/csv", None))


def test_a_syntax_error_has_its_position(store: Store) -> None:
    with pytest.raises(UsageError, match=r"line 2, column \d+"):
        ask(store, "SELECT * {\n nonsense }")


@forks
def test_a_query_that_does_not_end_is_stopped(store: Store) -> None:
    with pytest.raises(TimeLimit, match=r"0\.5 seconds"):
        ask(store, ENDLESS, seconds=0.5)
    assert_no_child_is_left()
    assert ask(store, "ASK {}").body == b"true"


@forks
def test_cancelling_the_caller_ends_the_evaluation(store: Store) -> None:
    async def leave() -> None:
        async with Evaluator(store, Limits(at_once=1)) as evaluator:
            evaluation = asyncio.ensure_future(evaluator.evaluate(Query(ENDLESS), CSV))
            await asyncio.sleep(0.2)
            evaluation.cancel()
            with pytest.raises(asyncio.CancelledError):
                await evaluation
            assert (await evaluator.evaluate(Query("ASK {}"), CSV)).body == b"true"

    asyncio.run(leave())
    assert_no_child_is_left()


@forks
@pytest.mark.parametrize(
    "query",
    ["SELECT * { FILTER(" + "!" * 10_000 + "1) }", "SELECT * " + "{" * 4_000 + "}" * 4_000],
    ids=["negations", "braces"],
)
def test_a_crash_fails_one_query_only(store: Store, query: str) -> None:
    with pytest.raises(EvaluationCrashed):
        ask(store, query)
    assert_no_child_is_left()
    assert ask(store, "ASK {}").body == b"true"


@forks
def test_memory_has_a_limit(store: Store) -> None:
    cross = " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(7))
    with pytest.raises(EvaluationCrashed):
        ask(store, f"SELECT * {{ {cross} }} ORDER BY ?a0", memory_bytes=64 * 2**20)


def test_a_result_over_the_limit_is_refused(store: Store) -> None:
    with pytest.raises(ResultTooLarge, match="10,000 bytes"):
        ask(store, "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", body_bytes=10_000)


def test_a_result_larger_than_a_pipe_is_complete(store: Store) -> None:
    answered = ask(store, "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }")
    assert answered.body.count(b"\r\n") == 8**4 + 1


@forks
@pytest.mark.parametrize("silent", ["", "SILENT "])
def test_the_sandbox_opens_no_socket_even_without_the_guard(
    store: Store, listening: socket.socket, monkeypatch: pytest.MonkeyPatch, silent: str
) -> None:
    monkeypatch.setattr("aliansi.dataset.store.refuse_federation", lambda query: None)
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


def crowd(store: Store, queries: list[tuple[str, str]], limits: Limits) -> list[object]:
    """Return the results of queries that clients send at the same time."""

    async def ask_all() -> list[object]:
        async with Evaluator(store, limits) as evaluator:
            asked = [evaluator.evaluate(Query(query), CSV, client=client) for client, query in queries]
            return await asyncio.gather(*asked, return_exceptions=True)

    found = asyncio.run(ask_all())
    assert_no_child_is_left()
    return found


@forks
def test_evaluations_wait_for_a_free_worker(store: Store) -> None:
    queries = [("a", ENDLESS), ("a", "ASK {}"), ("a", ENDLESS)]
    first, second, third = crowd(store, queries, Limits(seconds=0.5, at_once=1))
    assert isinstance(first, TimeLimit)
    assert isinstance(second, Result | TooBusy)
    assert isinstance(third, TimeLimit | TooBusy)


@forks
def test_many_evaluations_at_once_all_succeed(store: Store) -> None:
    answers = crowd(store, [("a", "ASK {}")] * 40, Limits(at_once=2))
    assert {answer.body for answer in answers if isinstance(answer, Result)} == {b"true"}
    assert len(answers) == 40


@pytest.mark.slow
@forks
def test_a_client_does_not_occupy_all_workers(store: Store) -> None:
    queries = [*[("greedy", ENDLESS)] * 12, ("modest", "ASK {}"), ("modest", "ASK {}")]
    *greedy, first, second = crowd(store, queries, Limits(seconds=2, at_once=4))
    assert all(isinstance(answer, TimeLimit | TooBusy) for answer in greedy)
    assert isinstance(first, Result)
    assert isinstance(second, Result)


@forks
def test_a_client_has_a_limited_number_of_requests_under_way(store: Store) -> None:
    queries = [("a", "ASK {}")] * 5 + [("b", "ASK {}")] * 3
    answers = crowd(store, queries, Limits(waiting_of_client=3, waiting=5))
    assert [type(answer) for answer in answers] == [Result] * 3 + [TooManyRequests] * 2 + [Result] * 2 + [TooBusy]


@pytest.mark.slow
@forks
def test_a_query_behind_one_that_crashes_its_worker_is_evaluated_again(store: Store) -> None:
    for hostile in (ENDLESS, "SELECT * { FILTER(" + "!" * 10_000 + "1) }"):
        queries = [("a", hostile), *[("a", "SELECT ?s { ?s al:memberOf id:csto }")] * 8]
        first, *others = crowd(store, queries, Limits(seconds=2, at_once=1))
        assert isinstance(first, TimeLimit | EvaluationCrashed)
        assert all(isinstance(other, Result | TooBusy) for other in others)
        assert any(isinstance(other, Result) for other in others)


@pytest.mark.slow
@forks
def test_a_query_behind_a_slow_one_goes_to_another_worker(store: Store) -> None:
    queries = [("a", ENDLESS), *[(client, "ASK {}") for client in "bcdefgh"]]
    first, *others = crowd(store, queries, Limits(seconds=3, at_once=2))
    assert isinstance(first, TimeLimit)
    assert all(isinstance(other, Result) for other in others)


@forks
def test_a_new_store_is_used_while_queries_under_way_end_on_the_previous_one(tmp_path: Path) -> None:
    slow = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(7)) + " }"

    async def replace() -> tuple[bytes, bytes]:
        async with Evaluator(make_store(tmp_path)) as evaluator:
            before = asyncio.ensure_future(evaluator.evaluate(Query(slow), CSV))
            await asyncio.sleep(0.1)
            evaluator.replace(Store(ox.Store(), "empty"))
            after = await evaluator.evaluate(Query(slow), CSV)
            return (await before).body, after.body

    assert asyncio.run(replace()) == (b"n\r\n%d\r\n" % 8**7, b"n\r\n0\r\n")
    assert_no_child_is_left()


@forks
def test_a_killed_process_is_replaced(store: Store) -> None:
    async def kill() -> bytes:
        async with Evaluator(store, Limits(at_once=1, seconds=1)) as evaluator:
            await evaluator.evaluate(Query("ASK {}"), CSV)
            fork_server = evaluator._pool._source
            assert isinstance(fork_server, ForkServer)
            os.kill(fork_server.pid, signal.SIGKILL)
            with pytest.raises((TimeLimit, EvaluationCrashed)):  # its workers end with it
                await evaluator.evaluate(Query(ENDLESS), CSV)
            return (await evaluator.evaluate(Query("ASK {}"), CSV)).body

    assert asyncio.run(kill()) == b"true"
    assert_no_child_is_left()


@forks
def test_a_result_is_streamed_at_the_pace_of_its_reader(store: Store) -> None:
    many = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"

    async def read() -> int:
        async with Evaluator(store, Limits(spool_bytes=0)) as evaluator:
            job = evaluator.submit(Query(many), CSV)
            answer = await job.answer()
            assert isinstance(answer, StreamedResult)
            await asyncio.sleep(0.5)
            assert not answer.ended, "the worker waits for its reader"
            rows = sum([piece.count(b"\n") async for piece in answer])
            job.release()
            return rows

    assert asyncio.run(read()) == 8**5 + 1


@forks
@pytest.mark.parametrize(("limits", "error"), [({"seconds": 1}, TimeLimit), ({"body_bytes": 300_000}, ResultTooLarge)])
def test_an_incomplete_result_ends_with_an_error(
    store: Store, limits: dict[str, float], error: type[Exception]
) -> None:
    endless_rows = "SELECT * { " + " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(9)) + " }"

    async def read() -> None:
        async with Evaluator(store, Limits(**{"body_bytes": 2**40, **limits})) as evaluator:  # type: ignore[arg-type]
            job = evaluator.submit(Query(endless_rows), CSV)
            answer = await job.answer()
            assert isinstance(answer, StreamedResult)
            pieces = [await anext(answer)]
            with pytest.raises(error):
                pieces += [piece async for piece in answer]
            job.release()

    asyncio.run(read())
    assert_no_child_is_left()


@forks
def test_an_error_without_a_waiting_caller_is_not_logged() -> None:
    faults: list[object] = []

    async def fail() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _, context: faults.append(context))
        job = Job(1, "", EvaluationRequest(Query("ASK {}"), CSV, 1), 0.0)
        job.placeholder().fail(EvaluationCrashed("its worker has ended"))
        gc.collect()
        job.fail(EvaluationCrashed("and this one is raised"))
        with pytest.raises(EvaluationCrashed, match="raised"):
            await job.answer()

    asyncio.run(fail())
    assert faults == []


@forks
def test_a_triple_of_two_graphs_is_counted_once() -> None:
    dataset = ox.Store()
    name = ox.NamedNode("urn:x")
    dataset.extend([ox.Quad(name, name, name, ox.NamedNode(f"urn:{graph}")) for graph in "abc"])
    assert ask(Store(dataset, "test"), "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").body == b"n\r\n1\r\n"
    assert len(dataset) == 3, "the server's own copy is as it was"


@forks
@pytest.mark.parametrize("clause", ["FROM <urn:a> FROM <urn:b>", "FROM <urn:a> FROM NAMED <urn:c> FROM <urn:a>", ""])
def test_a_triple_of_two_requested_graphs_is_counted_once(clause: str) -> None:
    dataset = ox.Store()
    name = ox.NamedNode("urn:x")
    dataset.extend([ox.Quad(name, name, name, ox.NamedNode(f"urn:{graph}")) for graph in "abc"])
    query = Query(
        f"SELECT (COUNT(*) AS ?n) (COUNT(?g) AS ?m) {clause} {{ {{ ?s ?p ?o }} UNION {{ GRAPH ?g {{ ?s ?p ?o }} }} }}",
        () if clause else ("urn:a", "urn:b", "urn:a"),
    )
    named = clause.count("NAMED")

    async def evaluate() -> list[bytes]:
        async with Evaluator(Store(dataset, "test"), Limits(at_once=1)) as evaluator:
            return [(await evaluator.evaluate(query, CSV)).body for _ in range(3)]

    assert asyncio.run(evaluate()) == [b"n,m\r\n%d,%d\r\n" % (1 + named, named)] * 3


def test_the_default_graph_is_the_union_unless_the_query_says_otherwise(store: Store) -> None:
    count = "SELECT (COUNT(*) AS ?n) {} {{ ?s ?p ?o }}"
    assert ask(store, count.format("")).body == b"n\r\n8\r\n"
    assert ask(store, count.format("FROM graph:things")).body == b"n\r\n2\r\n"
    assert ask(store, count.format("FROM graph:proofs")).body == b"n\r\n1\r\n"
    assert ask(store, count.format("FROM NAMED graph:things")).body == b"n\r\n0\r\n"
