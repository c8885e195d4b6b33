import pytest

from aliansi.errors import UsageError
from aliansi.evaluation.limits import SETTINGS, Limits, with_settings


def test_a_limit_is_set_by_name() -> None:
    limits = with_settings(Limits(), ["seconds=2.5", "memory=512m", "result=1G", "at-once=3", "request=1kb"])
    assert limits == Limits(seconds=2.5, memory_bytes=2**29, body_bytes=2**30, at_once=3, request_bytes=1024)


@pytest.mark.parametrize("setting", ["seconds", "seconds=", "seconds=-1", "seconds=0", "speed=1", "memory=1t"])
def test_an_invalid_limit_is_an_error(setting: str) -> None:
    with pytest.raises(UsageError, match=r"limit|number"):
        with_settings(Limits(), [setting])


def test_the_cache_can_be_switched_off() -> None:
    assert with_settings(Limits(), ["cache=0"]).cache_bytes == 0


def test_every_limit_can_be_set() -> None:
    assert sorted(SETTINGS.values()) == sorted(vars(Limits()))


@pytest.mark.parametrize(("at_once", "of_client"), [(1, 1), (2, 1), (4, 2), (9, 4)])
def test_a_client_has_half_of_the_workers(at_once: int, of_client: int) -> None:
    assert Limits(at_once=at_once).max_workers_of_client == of_client
