import io
import json
import re
from pathlib import Path

from aliansi.http.exchange import App, Message, Receive, Scope, Send
from aliansi.http.metrics import AccessLog, ObservedApp, ResponseLog
from tests.server.support.served import ENDLESS, RUNNER, Site, make_store


def test_numbers_are_as_prometheus_reads_them(tmp_path: Path) -> None:
    site = Site(tmp_path, with_project=False, seconds=0.3)
    for query in ("ASK {}", "ASK {}", "nonsense", ENDLESS):
        site.query(query)
    site.get("/no/such/page/at/all")
    site.get("/reconcile/1.0-draft")
    text = site.get("/metrics").text
    assert all(
        re.fullmatch(r'# TYPE \w+ \w+|\w+(\{\w+="[^"]*"(,\w+="[^"]*")*\})? [\d.]+', line)
        for line in text.split("\n")[:-1]
    )
    lines = text.splitlines()
    for line in (
        'aliansi_responses_total{kind="query",outcome="200"} 2',
        'aliansi_responses_total{kind="query",outcome="400"} 1',
        'aliansi_responses_total{kind="query",outcome="504"} 1',
        'aliansi_responses_total{kind="page",outcome="404"} 1',
        'aliansi_responses_total{kind="reconciliation",outcome="200"} 1',
        'aliansi_query_seconds_bucket{le="+Inf"} 4',
        "aliansi_query_seconds_count 4",
        "aliansi_evaluation_timeouts_total 1",
        "aliansi_evaluation_kills_total 1",
        "aliansi_evaluation_crashes_total 0",
        "aliansi_evaluation_waiting 0",
    ):
        assert line in lines


def test_a_line_tells_of_each_request_and_of_the_query_only_if_that_is_asked_for(tmp_path: Path) -> None:
    log = io.StringIO()
    site = Site.of(make_store(tmp_path), log=AccessLog(log))
    site.query("ASK { <urn:secret> ?p ?o }")
    (line,) = log.getvalue().splitlines()
    said = json.loads(line)
    assert (said["method"], said["path"], said["outcome"], said["bytes"]) == ("GET", "/sparql", "200", 5)
    assert "secret" not in line
    site = Site.of(make_store(tmp_path), log=AccessLog(log, with_queries=True))
    site.query("ASK { <urn:secret> ?p ?o }")
    assert "secret" in json.loads(log.getvalue().splitlines()[-1])["query"]


def test_an_answer_that_is_cut_off_is_noted_as_broken() -> None:
    async def cut(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"a", "more_body": True})

    notes = ResponseLog()
    RUNNER.run(ask(ObservedApp(cut, notes), {"type": "http", "path": "/sparql", "method": "GET"}))
    assert notes.metrics.responses == {("query", "broken"): 1}


async def ask(app: App, scope: Scope) -> None:
    async def nothing() -> Message:
        return {}

    async def into_nothing(_: Message) -> None:
        pass

    await app(scope, nothing, into_nothing)
