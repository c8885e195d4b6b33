"""Federation in every disguise that a query can give it."""

from __future__ import annotations

from typing import Final

DISGUISES: Final = [
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
