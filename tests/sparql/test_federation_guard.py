"""Queries that ask another endpoint are refused however they are written."""

import pytest

from aliansi.errors import UsageError
from aliansi.sparql.federation_guard import refuse_federation

DISGUISES = [
    "{ SERVICE <http://x/> {} }",
    "{ service <http://x/> {} }",
    "{ sErViCe SILENT ?where {} }",
    "{ ?s ?p trueSERVICE <http://x/> {} }",
    "{ ?s ?p 1SERVICE <http://x/> {} }",
    "{ ?s ?p 1.0e5SERVICE <http://x/> {} }",
    "{ ?s ?p 'x'SERVICE <http://x/> {} }",
    "{ ?s ?p []SERVICE<http://x/>{} }",
    "{ ?s ?p ?o.SERVICE<http://x/>{} }",
    "{ ?s ?p ex:.SERVICE <http://x/> {} }",
    "{ SERVICEex:a {} }",
    "{ SERVICE:a {} }",
    "{ ?s ?p true service:a {} }",
    "{ SERVICESILENT<http://x/>{} }",
    r"{ \u0053ERVICE <http://x/> {} }",
    r"{ SER\U00000056ICE <http://x/> {} }",
    "{ # a comment\u000a SERVICE # another\r <http://x/> {} }",
    r"{ # \u000A SERVICE <http://x/> {} }",
    r"""{ ?s ?p "a\u0022"SERVICE <http://x/> { ?s ?p "" } }""",
    "{ VALUES ?x { '''a' }SERVICE <http://x/> {} }",
    "{ FILTER(1<2)SERVICE#>\n:x {} }",
    "{ ?s ?p '''it's''' SERVICE <http://x/> {} }",
]

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
