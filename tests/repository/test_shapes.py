"""What the shapes accept, what they refuse and in which words; shapes and alignments use only terms that exist."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pyshacl
import pytest
from rdflib import OWL, RDF, RDFS, SH, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.namespace import ORG, PROV, SDO, TIME, DefinedNamespaceMeta
from rdflib.term import Node

ONTOLOGY = Path(__file__).parents[2] / "ontology"
AL = Namespace("https://w3id.org/aliansi/ontology#")
X = Namespace("https://example.org/")
PREFIXES = """
@prefix al: <https://w3id.org/aliansi/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix semapv: <https://w3id.org/semapv/vocab/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix sssom: <https://w3id.org/sssom/> .
@prefix wd: <http://www.wikidata.org/entity/> .
@prefix x: <https://example.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
LABELS = 'rdfs:label "a"@en , "a"@id'
THINGS = {
    "State": "state other",
    "Alliance": "bloc rival",
    "MilitaryForce": "force",
    "Organisation": "club",
    "Person": "person",
    "Group": "group",
    "Treaty": "treaty",
    "Conflict": "conflict another-conflict",
    "Period": "period",
    "Place": "place",
    "Ground": "ground",
    "Source": "source",
}
STATED = "al:status al:Stated ; dcterms:source x:source"
BOTH = 'al:statement "It is so."@en , "Demikian."@id'
CLAIM = f"al:about x:state ; {BOTH} ; al:statedIn x:passage"

# One node for each class that is written, with every property that it may carry; subject by name.
VALID = {
    "thing-with-everything": f'a al:State , al:Place ; {LABELS} ; skos:altLabel "Kremlin"@id ; skos:exactMatch wd:Q159'
    ' ; skos:hiddenLabel "Rusia."@id , "RUS" ; al:namesFrom x:source',
    "office": f"a al:Office ; {LABELS} ; al:officeOf x:bloc ; skos:closeMatch wd:Q1"
    ' ; skos:hiddenLabel "presiden"@id ; al:namesFrom x:source',
    "text": f'a al:Source ; {LABELS} ; dcterms:title "t"@en ; skos:note "n"@en , "n"@id ; rdfs:seeAlso x:page',
    "copy": f'a al:Source ; {LABELS} ; al:copies x:source ; skos:note "n"@en , "n"@id',
    "membership": "a al:Membership ; al:member x:state ; al:alliance x:bloc ; al:instrument x:treaty"
    ' ; al:status al:Stated ; al:start "[1992..1994]" ; al:end "1999" ; al:endedBy x:withdrawal'
    ' ; al:statedIn x:passage , x:passage-2 ; skos:note "1"@en , "1"@id , "2"@en , "2"@id'
    f' ; al:dateBasis "b"@en , "b"@id ; {BOTH}',
    "membership-of-a-reference": "a al:Membership ; al:member x:state ; al:alliance x:bloc"
    f' ; al:ongoingAt "2017" ; al:correspondsTo x:membership ; {STATED}',
    "tenure": f'a al:Tenure ; al:holder x:person ; al:office x:office ; al:start "2003" ; al:acting true ; {STATED}',
    "founding": f"a al:Founding ; al:founded x:force ; al:founder x:state ; al:instrument x:treaty ; al:alliance x:bloc"
    f" ; {STATED}",
    "accession": f"a al:Accession ; al:accedingState x:state ; al:alliance x:bloc ; {STATED}",
    "withdrawal": f'a al:Withdrawal ; al:withdrawingState x:state ; al:alliance x:bloc ; al:date "1999" ; {STATED}',
    "dissolution": f"a al:Dissolution ; al:dissolved x:state ; al:alliance x:bloc ; al:during x:period ; {STATED}",
    "lapse": f"a al:Lapse ; al:lapsedState x:state ; al:alliance x:bloc ; {STATED}",
    "suspension": f"a al:Suspension ; al:suspendedState x:state ; al:alliance x:bloc ; {STATED}",
    "freeze": f"a al:ParticipationFreeze ; al:actor x:state ; al:alliance x:bloc ; {STATED}",
    "request": "a al:InterventionRequest ; al:requestedBy x:state ; al:addressedTo x:bloc ; al:concerns x:conflict"
    f" ; al:location x:place ; al:alliance x:bloc ; al:hasResponse x:refusal , x:deployment ; {STATED}",
    "response": f"a al:Response ; al:respondent x:bloc ; al:alliance x:bloc ; al:concerns x:conflict ; {STATED}",
    "refusal": "a al:Refusal ; al:refuser x:person ; al:concerns x:conflict ; al:justification x:ground"
    " ; al:status al:Reported ; al:attributedTo x:person ; al:statedIn x:passage",
    "deployment": "a al:Deployment ; al:respondent x:bloc ; al:concerns x:conflict ; al:participant x:group"
    f" ; {STATED}",
    "hostilities": f"a al:Hostilities ; al:concerns x:conflict ; al:belligerent x:group ; {STATED}",
    "signing": f"a al:Signing ; al:about x:treaty ; al:signatory x:state ; al:alliance x:bloc ; {STATED}",
    "exercise": f"a al:Exercise ; al:alliance x:bloc ; al:leader x:state ; {STATED}",
    "rivalry": f"a al:Rivalry ; al:firstRival x:bloc ; al:secondRival x:rival ; {STATED}",
    "portrayal": "a al:Portrayal ; al:portrayed x:bloc ; al:asCounterweightTo x:rival"
    f" ; al:attributedTo x:state ; {STATED}",
    "succession": f"a al:Succession ; al:successor x:state ; al:predecessor x:other ; {STATED}",
    "group-statement": f'a al:GroupStatement ; al:quantity "beberapa" ; al:about x:bloc ; {BOTH} ; {STATED}',
    "continuation": f"a al:Continuation ; al:continuing x:club ; {STATED}",
    "endeavour": f"a al:Endeavour ; al:actor x:state ; al:alliance x:bloc ; {STATED}",
    "purpose": f"a al:PurposeClause ; al:instrument x:treaty ; al:alliance x:bloc ; {STATED}",
    "defence": f"a al:MutualDefenceClause ; al:instrument x:treaty ; al:alliance x:bloc ; {STATED}",
    "realignment": f"a al:Realignment ; al:actor x:state ; al:awayFrom x:other ; {STATED}",
    "review": f"a al:RelationsReview ; al:actor x:state ; al:counterpart x:group ; {STATED}",
    "allegation": f"a al:Allegation ; {CLAIM} ; al:status al:Alleged ; al:claimSubject x:state"
    " ; al:claimProperty al:involvedIn ; al:claimObject x:conflict",
    "assessment": f"a al:Assessment ; {CLAIM} ; al:status al:Assessed",
    "passage": "a al:Passage , oa:SpecificResource ; oa:hasSource x:text ; oa:hasSelector x:quote , x:position",
    "quote": 'a oa:TextQuoteSelector ; oa:exact "Pakta Warsawa bubar"@id ; oa:prefix "NATO.\\n"@id'
    ' ; oa:suffix " seiring"@id',
    "position": "a oa:TextPositionSelector ; oa:start 0 ; oa:end 19",
    "mapping-reviewed": "a sssom:Mapping ; sssom:subject_id x:state ; sssom:predicate_id skos:exactMatch"
    ' ; sssom:predicate_modifier "Not" ; sssom:object_id wd:Q1 ; sssom:mapping_justification semapv:LexicalMatching'
    ' ; sssom:confidence 0.9 ; sssom:match_string "a" , "b" ; sssom:reviewer_label "A" ; sssom:other "note=a"'
    ' ; sssom:reviewer_id <https://orcid.org/0000-0001-2345-6789> ; sssom:review_date "2026-12-01"^^xsd:date',
    "comparison": 'a al:Comparison ; al:comparedThing x:state ; al:aspect "start" ; al:verdict "one day"'
    f' ; al:item wd:Q36 ; al:recordHash "{"0a" * 32}"'
    ' ; al:reservation "ours uncertain" , "close match only" ; dcterms:source x:book',
    "mapping": "a sssom:Mapping ; sssom:subject_id x:state ; sssom:predicate_id skos:exactMatch ; sssom:object_id wd:Q1"
    ' ; sssom:mapping_justification semapv:ManualMappingCuration ; sssom:mapping_date "2026-11-23"^^xsd:date',
}
GOOD_DATES = ["1999", "1999-12", "1999-12-09", "1991~", "1992-05-15?", "199X", "2004-06-~11"]
GOOD_DATES += ["[1992..1994]", "[..1999]", "[1999..]", "[1667,1668]", "2010-06-10/2010-06-14"]
BAD_DATES = [
    "2003/",
    "2003/..",
    "/2003",
    "99",
    "1999-13",
    "1999-12-32",
    "[1992-1994]",
    "1992..1994",
    "9-12-1999",
    "now",
]
BAD_DATES += ["1999-12-09T00:00", "9 Desember 1999"]
LINKS = ["exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch"]

# What no node has twice; a second value of what is single on some classes only is tried on those.
SINGLE = ["status", "member", "alliance", "endedBy", "holder", "office", "founded", "accedingState", "withdrawingState"]
SINGLE += [
    "dissolved",
    "lapsedState",
    "suspendedState",
    "concerns",
    "firstRival",
    "secondRival",
    "portrayed",
    "quantity",
]
SINGLE += ["asCounterweightTo", "successor", "predecessor", "continuing", "start", "end", "ongoingAt", "date", "acting"]
SINGLE += ["officeOf", "claimSubject", "claimProperty", "claimObject"]
SECOND = {
    "al:acting": "false",
    "oa:start": "1",
    "oa:end": "18",
    "oa:exact": '"b"',
    "oa:prefix": '"b"',
    "oa:suffix": '"b"',
}
SECOND |= {f"al:{p}": '"2018"' for p in ("start", "end", "ongoingAt", "date")}
SECOND |= {
    "al:status": "al:Stated , al:Reported",
    "sssom:predicate_id": "skos:closeMatch",
    "al:concerns": "x:another-conflict",
}
SECOND |= {"al:officeOf": "x:state", "sssom:subject_id": "x:other"}
SINGLE_ON = {"freeze": "al:actor", "purpose": "al:instrument", "defence": "al:instrument", "passage": "oa:hasSource"}
SINGLE_ON |= {"quote": "oa:exact", "position": "oa:end", "mapping": "sssom:object_id"}
DOUBLED = {(name, f"al:{p}") for name, text in VALID.items() for p in SINGLE if f" al:{p} " in text}
DOUBLED |= {*SINGLE_ON.items(), ("position", "oa:start"), ("quote", "oa:prefix"), ("quote", "oa:suffix")}
DOUBLED |= {("mapping", f"sssom:{p}") for p in ("subject_id", "predicate_id", "mapping_justification")}

MEMBERSHIP = f"a al:Membership ; al:member x:state ; al:alliance x:bloc ; {STATED}"
REQUEST = f"a al:InterventionRequest ; al:concerns x:conflict ; {STATED}"
ALLEGED = f"a al:Allegation ; {CLAIM} ; al:status al:Alleged"
SELECTED = "a al:Passage ; oa:hasSource x:text ; oa:hasSelector x:quote"
MAPPED = "a sssom:Mapping ; sssom:subject_id x:state ; sssom:mapping_justification semapv:ManualMappingCuration"

# Subject by name: what is written of it, and the beginning of the only English message that it deserves.
BROKEN = {
    "no-member": (f"a al:Membership ; al:alliance x:bloc ; {STATED}", "A membership names exactly one member state"),
    "member-no-state": (
        f"a al:Membership ; al:member x:person ; al:alliance x:bloc ; {STATED}",
        "What al:member names is",
    ),
    "member-unknown": (
        f"a al:Membership ; al:member x:nowhere ; al:alliance x:bloc ; {STATED}",
        "What al:member names is",
    ),
    "end-without-ending": (f'{MEMBERSHIP} ; al:end "1999"', "A membership with an al:end says what ended it"),
    "ended-by-founding": (f"{MEMBERSHIP} ; al:endedBy x:founding", "What al:endedBy names is an ending"),
    "ended-twice": (f"{MEMBERSHIP} ; al:endedBy x:lapse , x:withdrawal", "A membership names at most one ending"),
    "two-starts": (f'{MEMBERSHIP} ; al:start "1992" , "1993"', "al:start is written at most once"),
    "start-interval": (f'{MEMBERSHIP} ; al:start "1992/1994"', "al:start is written at most once"),
    "end-as-date": (f'{MEMBERSHIP} ; al:endedBy x:lapse ; al:end "1999-01-01"^^xsd:date', "al:end is written at most"),
    "ongoing-in-words": (f'{MEMBERSHIP} ; al:ongoingAt "now"', "al:ongoingAt is written at most once"),
    "start-as-year": (f'{MEMBERSHIP} ; al:start "1999"^^xsd:gYear', "al:start is written at most once"),
    "ongoing-as-year": (f'{MEMBERSHIP} ; al:ongoingAt "1999"^^xsd:gYear', "al:ongoingAt is written at most once"),
    "date-as-year": (
        f'a al:Continuation ; al:continuing x:bloc ; al:date "1999"^^xsd:gYear ; {STATED}',
        "al:date is written at most once",
    ),
    "end-in-words": (f'{MEMBERSHIP} ; al:endedBy x:lapse ; al:end "2003/"', "al:end is written at most once"),
    "misspelt": (f"{MEMBERSHIP} ; al:membr x:state", "A membership carries only al:member, "),
    "dated-membership": (f'{MEMBERSHIP} ; al:date "1999"', "A membership carries only al:member, "),
    "no-status": ("a al:Continuation ; al:continuing x:bloc ; dcterms:source x:source", "A fact carries exactly one"),
    "alleged-fact": (
        "a al:Continuation ; al:continuing x:bloc ; dcterms:source x:source ; al:status al:Alleged"
        " ; al:attributedTo x:state",
        "A fact carries exactly one al:status",
    ),
    "reported-by-nobody": (
        "a al:Continuation ; al:continuing x:bloc ; dcterms:source x:source ; al:status al:Reported",
        "A fact that is al:Reported says whose words",
    ),
    "no-evidence": (
        "a al:Continuation ; al:continuing x:bloc ; al:status al:Stated",
        "Every fact and every claim carries",
    ),
    "two-evidences": (f"{MEMBERSHIP} ; al:statedIn x:passage", "A fact or a claim with passages (al:statedIn) has no"),
    "evidence-in-words": (
        'a al:Continuation ; al:continuing x:bloc ; al:status al:Stated ; al:statedIn "the words"',
        "al:statedIn names a passage by its IRI",
    ),
    "source-no-source": (
        "a al:Continuation ; al:continuing x:bloc ; al:status al:Stated ; dcterms:source x:state",
        "What dcterms:source names is a source",
    ),
    "attributed-to-treaty": (f"{MEMBERSHIP} ; al:attributedTo x:treaty", "What al:attributedTo names is an agent"),
    "corresponds-to-thing": (f"{MEMBERSHIP} ; al:correspondsTo x:state", "al:correspondsTo joins a fact"),
    "note-in-one-language": (f'{MEMBERSHIP} ; skos:note "n"@en', "A note (skos:note) is given in both languages"),
    "note-in-indonesian": (f'{MEMBERSHIP} ; skos:note "n"@id', "A note (skos:note) is given in both languages"),
    "basis-in-one-language": (f'{MEMBERSHIP} ; al:dateBasis "b"@id', "How a date was reckoned (al:dateBasis) is given"),
    "basis-in-english": (f'{MEMBERSHIP} ; al:dateBasis "b"@en', "How a date was reckoned (al:dateBasis) is given"),
    "note-in-german": (f'{MEMBERSHIP} ; skos:note "n"@en , "n"@id , "n"@de', "A note (skos:note) is given in both"),
    "basis-in-german": (
        f'{MEMBERSHIP} ; al:dateBasis "b"@en , "b"@id , "b"@de',
        "How a date was reckoned (al:dateBasis)",
    ),
    "statement-in-english": (f'{MEMBERSHIP} ; al:statement "It is so."@en', "al:statement says in one sentence"),
    "statement-in-german": (f'{MEMBERSHIP} ; {BOTH} , "So."@de', "al:statement says in one sentence"),
    "statement-twice": (f'{MEMBERSHIP} ; {BOTH} , "Again."@en', "al:statement says in one sentence"),
    "acting-in-words": (
        f'a al:Tenure ; al:holder x:person ; al:office x:office ; al:acting "yes" ; {STATED}',
        "A tenure says at most once with al:acting",
    ),
    "dissolved-person": (
        f"a al:Dissolution ; al:dissolved x:person ; {STATED}",
        "What al:dissolved names is an organisation",
    ),
    "frozen-by-bloc": (
        f"a al:ParticipationFreeze ; al:actor x:rival ; al:alliance x:bloc ; {STATED}",
        "Only a state (al:State) freezes",
    ),
    "request-by-nobody": (
        f"{REQUEST} ; al:addressedTo x:bloc",
        "An intervention request names at least one party that asks",
    ),
    "request-to-nobody": (
        f"{REQUEST} ; al:requestedBy x:bloc",
        "An intervention request names at least one party that is",
    ),
    "request-to-itself": (f"{REQUEST} ; al:requestedBy x:bloc ; al:addressedTo x:bloc", "What al:requestedBy names is"),
    "response-of-nobody": (
        f"a al:Response ; al:concerns x:conflict ; {STATED}",
        "A response or a deployment names at least",
    ),
    "deployment-refused": (
        f"a al:Deployment ; al:respondent x:bloc ; al:refuser x:bloc ; al:concerns x:conflict ; {STATED}",
        "A response or a deployment names at least one respondent",
    ),
    "refusal-of-nobody": (f"a al:Refusal ; al:concerns x:conflict ; {STATED}", "A refusal names at least one party"),
    "refusal-with-respondent": (
        f"a al:Refusal ; al:refuser x:bloc ; al:respondent x:bloc ; al:concerns x:conflict ; {STATED}",
        "A refusal names who declines with al:refuser alone",
    ),
    "own-rival": (
        f"a al:Rivalry ; al:firstRival x:bloc ; al:secondRival x:bloc ; {STATED}",
        "What al:firstRival names is",
    ),
    "own-counterweight": (
        f"a al:Portrayal ; al:portrayed x:bloc ; al:asCounterweightTo x:bloc ; al:attributedTo x:state ; {STATED}",
        "What al:portrayed names is an alliance",
    ),
    "away-from-itself": (
        f"a al:Realignment ; al:actor x:bloc ; al:awayFrom x:bloc ; {STATED}",
        "What al:actor names is",
    ),
    "own-successor": (
        f"a al:Succession ; al:successor x:bloc ; al:predecessor x:bloc ; {STATED}",
        "What al:successor names",
    ),
    "own-counterpart": (
        f"a al:RelationsReview ; al:actor x:bloc ; al:counterpart x:bloc ; {STATED}",
        "What al:actor names",
    ),
    "quantity-empty": (
        f'a al:GroupStatement ; al:quantity "" ; al:about x:bloc ; {BOTH} ; {STATED}',
        "al:quantity says",
    ),
    "quantity-tagged": (
        f'a al:GroupStatement ; al:quantity "beberapa"@id ; al:about x:bloc ; {BOTH} ; {STATED}',
        "al:quantity says how many",
    ),
    "half-claim": (f"{ALLEGED} ; al:claimSubject x:state", "A claim is either structured"),
    "claim-as-fact": (f"{ALLEGED} ; al:actor x:state", "An allegation carries only al:about, "),
    "allegation-assessed": (f"a al:Allegation ; {CLAIM} ; al:status al:Assessed", "An allegation carries exactly one"),
    "claim-stated": (f"a al:Assessment ; {CLAIM} ; al:status al:Stated", "An assessment carries exactly one al:status"),
    "claim-unknown-property": (
        f"{ALLEGED} ; al:claimSubject x:state ; al:claimProperty al:involved ; al:claimObject x:conflict",
        "What al:claimProperty names is an object property",
    ),
    "about-nothing": (f"a al:Signing ; al:about x:nowhere ; {STATED}", "What al:about names is a node"),
    "about-in-words": (f'a al:Signing ; al:about "a treaty" ; {STATED}', "What al:about names is a node"),
    "claim-in-words": (
        f'{ALLEGED} ; al:claimSubject x:state ; al:claimProperty al:involvedIn ; al:claimObject "war"',
        "What al:claimObject names is a node",
    ),
    "claim-of-words": (
        f'{ALLEGED} ; al:claimSubject "state" ; al:claimProperty al:involvedIn ; al:claimObject x:conflict',
        "What al:claimSubject names is a node",
    ),
    "label-empty": ('a al:Ground ; rdfs:label ""@id , "a"@en', "A thing or a source has exactly one rdfs:label"),
    "label-british": (f'a al:Ground ; {LABELS} , "a"@en-GB', "A thing or a source has exactly one rdfs:label"),
    "label-only-british": (
        'a al:Ground ; rdfs:label "a"@en , "a"@en-GB',
        "A thing or a source has exactly one rdfs:label",
    ),
    "name-empty": (f'a al:State ; {LABELS} ; skos:altLabel ""@en', "skos:altLabel gives another name"),
    "no-label": ("a al:State", "A thing or a source has exactly one rdfs:label"),
    "two-labels": (f'a al:State ; {LABELS} , "b"@en', "A thing or a source has exactly one rdfs:label"),
    "label-in-one-language": ('a al:Ground ; rdfs:label "a"@id', "A thing or a source has exactly one rdfs:label"),
    "label-in-german": ('a al:Ground ; rdfs:label "a"@id , "a"@de', "A thing or a source has exactly one rdfs:label"),
    "name-untagged": (f'a al:State ; {LABELS} ; skos:altLabel "b"', "skos:altLabel gives another name"),
    "hidden-name-empty": (f'a al:State ; {LABELS} ; skos:hiddenLabel ""', "skos:hiddenLabel gives a spelling"),
    "hidden-name-a-number": (f"a al:State ; {LABELS} ; skos:hiddenLabel 365", "skos:hiddenLabel gives a spelling"),
    "names-from-nowhere": (f"a al:State ; {LABELS} ; al:namesFrom x:list", "What al:namesFrom names is a source"),
    "names-from-a-thing": (f"a al:State ; {LABELS} ; al:namesFrom x:bloc", "What al:namesFrom names is a source"),
    "names-from-words": (f'a al:State ; {LABELS} ; al:namesFrom "CLDR"', "What al:namesFrom names is a source"),
    "copy-of-nothing": (f"a al:Source ; {LABELS} ; al:copies x:page", "What al:copies names is a source"),
    "copy-of-a-thing": (f"a al:Source ; {LABELS} ; al:copies x:bloc", "What al:copies names is a source"),
    "copy-of-words": (f'a al:Source ; {LABELS} ; al:copies "Wikidata"', "What al:copies names is a source"),
    "thing-with-fact": (f'a al:State ; {LABELS} ; al:date "1999"', "A thing carries only rdf:type"),
    "office-of-nobody": (f"a al:Office ; {LABELS}", "An office belongs to exactly one alliance"),
    "office-of-person": (f"a al:Office ; {LABELS} ; al:officeOf x:person", "An office belongs to exactly one alliance"),
    "office-with-note": (
        f'a al:Office ; {LABELS} ; al:officeOf x:bloc ; skos:note "n"@en , "n"@id',
        "An office carries only",
    ),
    "source-misspelt": (f'a al:Source ; {LABELS} ; dcterms:titel "t"', "A source carries only rdf:type"),
    "untyped": (LABELS, "What has a label has a class"),
    "class-misspelt": (f"a al:Aliance ; {LABELS}", "No node is written with this class"),
    "class-general": (f"a al:Agent ; {LABELS}", "No node is written with this class"),
    "fact-untyped": (STATED, "What carries a property of facts or of claims"),
    "quote-too-long": (
        f'a oa:TextQuoteSelector ; oa:exact "{"a" * 201}"',
        "The words of a passage are written exactly once",
    ),
    "prefix-too-long": (
        f'a oa:TextQuoteSelector ; oa:exact "a" ; oa:prefix "{"a" * 25}"',
        "oa:prefix gives at most 24",
    ),
    "suffix-too-long": (
        f'a oa:TextQuoteSelector ; oa:exact "a" ; oa:suffix "{"a" * 25}"',
        "oa:suffix gives at most 24",
    ),
    "quote-empty": ('a oa:TextQuoteSelector ; oa:exact ""', "The words of a passage are written exactly once"),
    "before-the-text": ("a oa:TextPositionSelector ; oa:start -1 ; oa:end 4", "oa:start is the number of characters"),
    "backwards": ("a oa:TextPositionSelector ; oa:start 9 ; oa:end 4", "oa:start is the number of characters before"),
    "no-position": (SELECTED, "A passage has exactly one oa:TextPositionSelector"),
    "two-positions": (f"{SELECTED} , x:position , x:backwards", "A passage has exactly one oa:TextPositionSelector"),
    "two-quotes": (f"{SELECTED} , x:position , x:quote-too-long", "A passage has exactly one oa:TextQuoteSelector"),
    "mapping-misspelt": (
        f"{MAPPED} ; sssom:predicate_id skos:exactMatch ; sssom:object_id wd:Q1 ; sssom:coment 1",
        "A mapping carries only properties of SSSOM",
    ),
    "mapping-of-nothing": (
        MAPPED.replace("x:state", "x:nowhere") + " ; sssom:predicate_id skos:exactMatch ; sssom:object_id wd:Q1",
        "A mapping names exactly one subject",
    ),
    "mapping-to-words": (
        f'{MAPPED} ; sssom:predicate_id skos:exactMatch ; sssom:object_id "Q1"',
        "A mapping names exactly one object",
    ),
    "mapping-modifier-misspelt": (
        f'{MAPPED} ; sssom:predicate_id skos:exactMatch ; sssom:object_id wd:Q1 ; sssom:predicate_modifier "not"',
        "sssom:predicate_modifier has one value",
    ),
    "mapping-too-confident": (
        f"{MAPPED} ; sssom:predicate_id skos:exactMatch ; sssom:object_id wd:Q1 ; sssom:confidence 1.5",
        "sssom:confidence is at most one number",
    ),
    "mapping-reviewed-once-upon-a-time": (
        f'{MAPPED} ; sssom:predicate_id skos:exactMatch ; sssom:object_id wd:Q1 ; sssom:review_date "today"',
        "sssom:review_date is at most one day",
    ),
    "mapping-same-as": (
        f"{MAPPED} ; sssom:predicate_id <http://www.w3.org/2002/07/owl#sameAs> ; sssom:object_id wd:Q1",
        "A mapping names exactly one kind of match",
    ),
}
for _name, _from, _to, _message in (
    ("fact", "al:aspect", 'al:compares "spell" ; al:aspect', "A comparison is about at most one fact"),
    ("thing", "x:state", '"Poland"', "A comparison names exactly one thing"),
    ("item", "wd:Q36", "wd:P36", "A comparison names exactly one item"),
    ("aspect", '"start"', '"beginning"', "al:aspect is exactly one of"),
    ("verdict", '"one day"', '"wrong"', "al:verdict is exactly one of"),
    ("reservation", '"ours uncertain"', '"doubt"', "al:reservation is one of"),
    ("record", "0a0a", "zz", "A comparison says exactly once which record"),
    ("source", "x:book", '"a book"', "A comparison cites the records"),
    ("note", "al:aspect", 'al:note "no" ; al:aspect', "A comparison has only the properties"),
):
    BROKEN[f"comparison-{_name}"] = (VALID["comparison"].replace(_from, _to), _message)
for _link in LINKS:
    BROKEN[f"{_link}-in-quotes"] = (f'a al:State ; {LABELS} ; skos:{_link} "Q1"', f"skos:{_link} names an entity")
for _number, _date in enumerate(BAD_DATES):
    _text = f'a al:Lapse ; al:lapsedState x:state ; al:alliance x:bloc ; al:date "{_date}" ; {STATED}'
    BROKEN[f"bad-date-{_number}"] = (_text, "al:date is written at most once, as a plain EDTF string")


@dataclass(frozen=True)
class Result:
    """One validation result: where, which shape, its English message, the property that it is about."""

    focus: Node | None
    shape: Node | None
    message: str
    path: Node | None


def read(name: str) -> Graph:
    return Graph().parse(ONTOLOGY / name)


TERMS, SHAPES, ALIGNMENTS = read("alliance.ttl"), read("shapes.ttl"), read("alignments.ttl")
TARGETS = {SH.targetClass, SH.targetSubjectsOf}
TARGETED = sorted((s for s in SHAPES.subjects(unique=True) if TARGETS & {*SHAPES.predicates(s)}), key=str)
PATTERNS = sorted(
    (str(term).removeprefix(AL), pattern)
    for term, pattern in TERMS.subject_objects(AL.labelPattern)
    if isinstance(pattern, Literal) and pattern.language == "en"
)


def english(graph: Graph, subject: Node | None, predicate: URIRef) -> str:
    return next(
        (str(o) for o in graph.objects(subject, predicate) if isinstance(o, Literal) and o.language == "en"), ""
    )


def local_names(kind: URIRef) -> list[str]:
    return sorted(str(term).removeprefix(AL) for term in TERMS.subjects(RDF.type, kind) if str(term).startswith(AL))


def follows(name: str) -> bool:
    definition = english(TERMS, AL[name], SKOS.definition)
    return definition.endswith("; inferred.") or "; derived from" in definition


def validate(turtle: dict[str, str]) -> list[Result]:
    """Validate the things, the valid nodes and these, by the names of their subjects."""
    things = {name: f"a al:{kind} ; {LABELS}" for kind, names in THINGS.items() for name in names.split()}
    dates = {f"date-{n}": f"{VALID['withdrawal'].replace('1999', date)}" for n, date in enumerate(GOOD_DATES)}
    nodes = things | VALID | dates | turtle
    data = Graph().parse(data=PREFIXES + "".join(f"x:{name} {text} .\n" for name, text in nodes.items()))
    _, report, _ = pyshacl.validate(data + TERMS, shacl_graph=SHAPES)
    return [
        Result(
            report.value(result, SH.focusNode),
            report.value(result, SH.sourceShape),
            english(report, result, SH.resultMessage),
            report.value(result, SH.resultPath),
        )
        for result in report.subjects(RDF.type, SH.ValidationResult)
    ]


@pytest.fixture(scope="module")
def broken() -> list[Result]:
    """Validate every broken snippet, and nodes that the ontology alone suggests."""
    nodes = {name: text for name, (text, _) in BROKEN.items()}
    nodes |= {
        f"{name}-{p.partition(':')[2]}-twice": f"{VALID[name]} ; {p} {SECOND.get(p, 'x:one , x:two')}"
        for name, p in DOUBLED
    }
    nodes |= {f"bare-{cls}": f"a al:{cls} ; al:membr x:state" for cls, _ in PATTERNS}
    nodes |= {f"bare-{cls}": f"a {cls.replace('-', ':')}" for cls in ("al-Passage", "oa-TextQuoteSelector")}
    nodes |= {f"bare-{cls}": f"a {cls.replace('-', ':')}" for cls in ("oa-TextPositionSelector", "sssom-Mapping")}
    nodes |= {f"inferred-{name}": f"a al:{name}" for name in local_names(OWL.Class) if follows(name)}
    for kind in (OWL.ObjectProperty, OWL.DatatypeProperty):
        nodes |= {f"lonely-{name}": f"al:{name} x:nowhere" for name in local_names(kind)}
    return validate(nodes)


def messages(results: list[Result], name: str) -> set[str]:
    return {result.message for result in results if result.focus == X[name]}


def test_one_valid_node_of_every_class_and_every_kind_of_date_is_accepted() -> None:
    assert validate({}) == []


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_node_is_reported_once_and_in_plain_words(broken: list[Result], name: str) -> None:
    found = messages(broken, name)
    assert len(found) == 1, found
    assert found.pop().startswith(BROKEN[name][1])


@pytest.mark.parametrize(("name", "property_"), sorted(DOUBLED))
def test_a_second_value_of_what_is_single_is_refused(broken: list[Result], name: str, property_: str) -> None:
    said = messages(broken, f"{name}-{property_.partition(':')[2]}-twice")
    assert any(re.search("exactly one|most one|once", m) and f"{property_}" in m for m in said), said


def test_every_shape_has_a_broken_example_that_makes_it_fire(broken: list[Result]) -> None:
    assert set(TARGETED) - {result.shape for result in broken} == set()


@pytest.mark.parametrize(("name", "pattern"), PATTERNS)
def test_a_fact_must_carry_what_its_label_is_made_of(broken: list[Result], name: str, pattern: str) -> None:
    said = " ".join(r.message for r in broken if r.focus == X[f"bare-{name}"] and r.path != AL.membr)
    wanted = set(re.findall(r"\{(al:\w+)\}", pattern))
    assert {term for term in wanted if not re.search(rf"{term}\b", said)} == set()


@pytest.mark.parametrize("name", [name for name, _ in PATTERNS])
def test_a_misspelt_property_is_named_on_every_class_of_facts(broken: list[Result], name: str) -> None:
    assert AL.membr in {result.path for result in broken if result.focus == X[f"bare-{name}"]}


@pytest.mark.parametrize(
    "name", [name for kind in (OWL.ObjectProperty, OWL.DatatypeProperty) for name in local_names(kind) if follows(name)]
)
def test_what_the_reasoner_infers_is_never_written(broken: list[Result], name: str) -> None:
    assert any("never written" in m and f"al:{name} " in m for m in messages(broken, f"lonely-{name}"))


@pytest.mark.parametrize("name", [name for name in local_names(OWL.Class) if follows(name)])
def test_a_class_that_is_inferred_is_never_written(broken: list[Result], name: str) -> None:
    assert any(m.startswith("This class is inferred") for m in messages(broken, f"inferred-{name}"))


def test_the_values_of_a_property_are_of_the_class_that_the_ontology_says() -> None:
    for shape, property_ in SHAPES.subject_objects(SH.targetSubjectsOf):
        class_ = SHAPES.value(shape, SH["class"])
        if (property_, RDF.type, OWL.AnnotationProperty) in TERMS:  # nothing follows from it, so it has no range
            continue
        if class_ is not None and SHAPES.value(shape, SH.path) == property_:
            assert TERMS.value(property_, RDFS.range) == class_, property_


def test_every_property_is_either_admitted_by_a_class_or_refused() -> None:
    admitted = {item for head in SHAPES.objects(None, SH.ignoredProperties) for item in Collection(SHAPES, head)}
    refused = {SHAPES.value(shape, SH.path) for shape, _, _ in SHAPES.triples((None, SH.maxCount, Literal(0)))}
    properties = {
        AL[n] for k in (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty) for n in local_names(k)
    }
    assert properties - admitted - refused == {AL.labelPattern, AL.rule, AL.premise, AL.restsOn}


def test_every_message_is_there_once_in_both_languages() -> None:
    assert len(TARGETED) > 100
    for shape in TARGETED:
        for node in (shape, *SHAPES.objects(shape, SH.property)):
            found = [m.language for m in SHAPES.objects(node, SH.message) if isinstance(m, Literal)]
            assert sorted(map(str, found)) == ["en", "id"], node


def used(graph: Graph) -> set[str]:
    """Return the local names of our terms in a graph, those named in its literals included."""
    nodes = {node for triple in graph for node in triple}
    in_text = {name for node in nodes if isinstance(node, Literal) for name in re.findall(r"\bal:(\w+)", node)}
    return in_text | {str(node).removeprefix(AL) for node in nodes if isinstance(node, URIRef) and node.startswith(AL)}


@pytest.mark.parametrize("graph", [SHAPES, ALIGNMENTS], ids=["shapes", "alignments"])
def test_only_terms_of_the_ontology_are_used(graph: Graph) -> None:
    assert {name for name in used(graph) if (AL[name], RDF.type, None) not in TERMS} == set()


@pytest.mark.parametrize("namespace", [ORG, PROV, TIME, SDO], ids=["org", "prov", "time", "schema"])
def test_aligned_terms_exist_in_their_vocabularies(namespace: DefinedNamespaceMeta) -> None:
    terms = {o for o in ALIGNMENTS.objects() if isinstance(o, URIRef) and o.startswith(str(namespace))}
    assert terms
    assert {term for term in terms if term not in namespace} == set()


def test_no_wikidata_id_is_matched_twice_in_the_same_way() -> None:
    matched = Counter(
        (predicate, str(o).rpartition("/")[2]) for _, predicate, o in ALIGNMENTS if "www.wikidata.org/" in str(o)
    )
    assert matched
    assert [pair for pair, times in matched.items() if times > 1] == []
