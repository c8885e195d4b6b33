"""Queries that ask another endpoint are refused however they are written."""

import pytest

from aliansi.errors import UsageError
from aliansi.sparql.federation_guard import refuse_federation
from tests.sparql.support.disguises import DISGUISES

HARMLESS = [
    "{ ?service ?p ?o }",
    "{ $SERVICE ?p ?o }",
    "{ ?s ?p 'SERVICE <http://x/>' }",
    '{ ?s ?p "a \\" SERVICE <http://x/>" }',
    '{ ?s ?p """a " SERVICE\n <http://x/>""" }',
    "{ ?s ?p ?o } # SERVICE <http://x/>",
    "{ ?s ?p <http://example.org/SERVICE#x> }",
    "{ ?s ex:serviceRequest ?o }",
    "{ ?s :service ?o }",
    "{ ?s ex:a.service ?o }",
    "{ ?s ?p 'x'@en-service }",
    "{ _:service ?p ?o FILTER(?o < 3 && ?o > 1) }",
]


@pytest.mark.parametrize("pattern", DISGUISES)
def test_federation_is_refused_in_every_disguise(pattern: str) -> None:
    with pytest.raises(UsageError, match=r"SERVICE"):
        refuse_federation(f"SELECT * {pattern}")


@pytest.mark.parametrize("pattern", HARMLESS)
def test_the_word_elsewhere_is_no_federation(pattern: str) -> None:
    refuse_federation(f"SELECT * {pattern}")
