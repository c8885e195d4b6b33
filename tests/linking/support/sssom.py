"""SSSOM tables for tests, and a project with a few things and links."""

from __future__ import annotations

from pathlib import Path

HEADER = """\
#curie_map:
#  id: https://w3id.org/aliansi/id/
#  orcid: https://orcid.org/
#  wd: http://www.wikidata.org/entity/
"""
MANUAL, LEXICAL = "semapv:ManualMappingCuration", "semapv:LexicalMatching"
THINGS = """\
@prefix al: <https://w3id.org/aliansi/ontology#> .
@prefix id: <https://w3id.org/aliansi/id/> .
id:csto a al:Alliance . id:nato a al:Alliance . id:warsaw-pact a al:Alliance . id:poland a al:State .
id:moscow a al:Place .
"""
LINKS = """\
@prefix id: <https://w3id.org/aliansi/id/> .
@prefix semapv: <https://w3id.org/semapv/vocab/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix sssom: <https://w3id.org/sssom/> .
@prefix wd: <http://www.wikidata.org/entity/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

# Alliances

id:csto skos:exactMatch wd:Q318693 .

id:link-csto a sssom:Mapping ; # the bloc
    sssom:subject_id id:csto ;
    sssom:predicate_id skos:exactMatch ;
    sssom:object_id wd:Q318693 ;
    sssom:mapping_justification semapv:ManualMappingCuration ;
    sssom:mapping_date "2026-11-23"^^xsd:date ;
    sssom:comment "One copy. See <http://e.org/#a>."@en .

# Reviewed
id:nato skos:exactMatch wd:Q7184 .
id:link-nato a sssom:Mapping ;
    sssom:subject_id id:nato ;
    sssom:predicate_id skos:exactMatch ;
    sssom:object_id wd:Q7184 ;
    sssom:mapping_justification semapv:LexicalMatching ;
    sssom:reviewer_label "Anna" ;
    sssom:review_date "2026-11-25"^^xsd:date .

# Rejected
id:link-warsaw-pact a sssom:Mapping ;
    sssom:subject_id id:warsaw-pact ;
    sssom:predicate_id skos:exactMatch ;
    sssom:predicate_modifier "Not" ;
    sssom:object_id wd:Q41726 ;
    sssom:mapping_justification semapv:ManualMappingCuration ;
    sssom:mapping_date "2026-11-23"^^xsd:date .

id:poland skos:exactMatch wd:Q36 ; skos:closeMatch wd:Q211274 .
id:link-poland a sssom:Mapping ; sssom:subject_id id:poland ; sssom:predicate_id skos:exactMatch ;
    sssom:object_id wd:Q36 ; sssom:mapping_justification semapv:LexicalMatching .
id:link-poland-prl a sssom:Mapping ; sssom:subject_id id:poland ; sssom:predicate_id skos:closeMatch ;
    sssom:object_id wd:Q211274 ; sssom:mapping_justification semapv:ManualMappingCuration .
"""


def table(*rows: dict[str, str], header: str = HEADER) -> bytes:
    """Return a SSSOM table; each row is an exact match made by hand unless it says otherwise."""
    filled = [{"predicate_id": "skos:exactMatch", "mapping_justification": MANUAL, **row} for row in rows]
    columns = list(dict.fromkeys(["subject_id", "object_id", *(name for row in filled for name in row)]))
    lines = ["\t".join(columns), *("\t".join(row.get(name, "") for name in columns) for row in filled)]
    return (header + "".join(f"{line}\n" for line in lines)).encode()


def project(folder: Path) -> Path:
    """Write a project with five things, four links and a rejected one."""
    for part in ("ontology", "data", "queries/questions"):
        (folder / part).mkdir(parents=True)
    (folder / "data" / "things-a.ttl").write_text(THINGS, encoding="utf-8")
    (folder / "data" / "links.ttl").write_text(LINKS, encoding="utf-8")
    return folder
