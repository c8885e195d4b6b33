import pytest

from aliansi.errors import AliansiError, EvaluationCrashed, NotAcceptable, ResultTooLarge, UsageError
from aliansi.evaluation.query import Formats, Query, Result
from aliansi.evaluation.workers import wire_format
from aliansi.evaluation.workers.wire_format import EvaluationRequest, FrameSplitter


@pytest.mark.parametrize("size", [1, 3, 9, 1000])
def test_frames_are_split_from_pieces_of_any_size(size: int) -> None:
    sent = [(1, wire_format.DATA, b"abc"), (2, wire_format.END, b""), (2**32 - 1, wire_format.RESULT, b"x" * 70)]
    stream = b"".join(wire_format.frame(*each) for each in sent)
    splitter = FrameSplitter()
    found = [each for at in range(0, len(stream), size) for each in splitter.feed(stream[at : at + size])]
    assert found == sent


def test_a_request_round_trips() -> None:
    asked = EvaluationRequest(Query("ASK {} # é", ("urn:a",), (), "http://x/"), Formats("text/csv", None, True), 10)
    ((job, kind, payload),) = FrameSplitter().feed(wire_format.request_frame(5, asked))
    assert (job, kind, wire_format.read_request(payload)) == (5, wire_format.REQUEST, asked)


@pytest.mark.parametrize("gzipped", [True, False])
def test_a_result_round_trips(gzipped: bool) -> None:
    payload = wire_format.result_header("text/csv", gzipped) + b"a\nb"
    assert wire_format.read_result(payload) == Result("text/csv", b"a\nb", gzipped)


@pytest.mark.parametrize("kind", [UsageError, NotAcceptable, ResultTooLarge, EvaluationCrashed])
def test_an_error_round_trips(kind: type[AliansiError]) -> None:
    error = wire_format.read_error(wire_format.write_error(kind("because\ud800")))
    assert (type(error), str(error)) == (kind, "because?")
