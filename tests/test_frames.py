import pytest

from aliansi import frames
from aliansi.answers import Answered, EvaluationCrashed, Formats, NotAcceptable, Query, ResultTooLarge
from aliansi.findings import AliansiError, UsageError
from aliansi.frames import Question, Splitter


@pytest.mark.parametrize("size", [1, 3, 9, 1000])
def test_frames_are_found_in_any_pieces(size: int) -> None:
    sent = [(1, frames.DATA, b"abc"), (2, frames.END, b""), (2**32 - 1, frames.WHOLE, b"x" * 70)]
    stream = b"".join(frames.frame(*each) for each in sent)
    splitter = Splitter()
    found = [each for at in range(0, len(stream), size) for each in splitter.feed(stream[at : at + size])]
    assert found == sent


def test_a_question_arrives_as_it_was_asked() -> None:
    asked = Question(Query("ASK {} # é", ("urn:a",), (), "http://x/"), Formats("text/csv", None, True), 10)
    ((job, kind, payload),) = Splitter().feed(frames.ask(5, asked))
    assert (job, kind, frames.read_question(payload)) == (5, frames.ASK, asked)


@pytest.mark.parametrize("gzipped", [True, False])
def test_an_answer_arrives_as_it_was_given(gzipped: bool) -> None:
    payload = frames.head("text/csv", gzipped) + b"a\nb"
    assert frames.read_answer(payload) == Answered("text/csv", b"a\nb", gzipped)


@pytest.mark.parametrize("kind", [UsageError, NotAcceptable, ResultTooLarge, EvaluationCrashed])
def test_an_error_arrives_as_it_was_raised(kind: type[AliansiError]) -> None:
    error = frames.read_failure(frames.failure(kind("because\ud800")))
    assert (type(error), str(error)) == (kind, "because?")
