from aliansi.evaluation.cache import LARGEST_PART, SharedCache
from aliansi.evaluation.query import Result


def answer(size: int) -> Result:
    return Result("text/csv", b"x" * size)


def test_what_was_asked_for_last_is_kept_within_the_bound() -> None:
    cache = SharedCache(100_000)
    for number in range(60):
        cache.put(number, answer(2000), 2000)
        assert cache.get(0), "it is asked for all the time"
    assert cache.size <= 100_000
    kept = [number for number in range(60) if cache.get(number)]
    assert kept == [0, *range(60 - len(kept) + 1, 60)]
    assert len(kept) > 30


def test_a_large_answer_is_not_kept_and_another_takes_the_place_of_one() -> None:
    cache = SharedCache(100_000)
    cache.put("large", answer(1), 100_000 // LARGEST_PART)
    cache.put("small", answer(10), 10)
    size = cache.size
    cache.put("small", answer(20), 20)
    assert (cache.get("large"), cache.get("small"), cache.size) == (None, answer(20), size + 10)


def test_no_room_keeps_nothing() -> None:
    cache = SharedCache(0)
    cache.put("a", answer(0), 0)
    assert (cache.get("a"), cache.size) == (None, 0)
