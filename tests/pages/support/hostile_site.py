"""A hostile dataset: markup, directions of writing, very long words, missing labels, circles."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from aliansi.namespaces import PREFIXES

ROOT = Path(__file__).parents[3]
MARKUP: Final = (
    '<script>window.hostile = 1</script><img src=x onerror="window.hostile = 1">\'"><svg onload=window.hostile=1>'
)
TURNED: Final = "\u202e\u0642\u0644\u0639\u0629 \u0627\u0644\u0633\u0644\u0627\u0645 \u2067abc"
"""Arabic after an override of the direction, and an isolate without an end."""
ENDLESS: Final = "W" * 10_000
LONG: Final = "kata " * 1_999 + "akhir"
TEXT: Final = f"{MARKUP} {TURNED} " + LONG + " satu dua tiga empat lima."
"""Source text of more than 10,000 characters."""

THINGS = [
    *("markup", "turned", "endless", "empty", "nameless", "markup-alliance", "hostile-source", "hostile-book"),
    *("q-markup", "q-long", "q-long-q", "q-backwards", "q-nowhere", "fact-q-long", "claim-q-markup", "m-2", "m-6"),
    *("req", "ref", "a", "c", "p1", "p2", "l1", "control", "template"),
]
OTHERS = [
    *("", "timeline", "timeline?by=state", "requests", "questions", "ontology", "source/hostile-source", "query"),
    *("search?q=script", "search?q=%3Cscript%3Ewindow.hostile%3D1%3C%2Fscript%3E", "search?q=%E2%80%AE%D9%82"),
    *(
        "questions/spells-of-a-state?alliance=id:markup-alliance&state=id:markup",
        "questions/claims-about?thing=id:markup",
    ),
    *("questions/memberships-over-time", "questions/passages-in-order?source=id:hostile-source"),
    *("questions/members-at-date?alliance=%3Cscript%3Ewindow.hostile=1%3C/script%3E", "questions/links-to-wikidata"),
    *("explain?s=id:markup&p=al:memberOf&o=id:markup-alliance", "explain?s=%3Cscript%3E&p=al:x&o=id:y"),
    *("explain?s=id:p1&p=al:premise&o=id:p2", "id/%3Cimg%20src=x%20onerror=window.hostile=1%3E"),
]
PAGES = [*(f"id/{name}" for name in THINGS), *OTHERS]

NAMES: Final = {
    "markup": '"{markup}"@en , "{markup}"@id',
    "turned": '"{turned}"@ar',
    "endless": '"{endless}"@en , "{endless}"@id',
    "empty": '""@en',
    "control": '"a\\u0007b\\u000Bc\\u2028d"@en',
    "template": '"{{{{ page.root }}}} {{% raw %}} %s %(x)s \\u0000"@en',
}
_DATES: Final = (
    *("1990-01-01", "99999-01-01", "<b>1990</b>", "1991-01-01", "", "-0044-03-15", TURNED),
    *("1999-12-31", "2000-01-01", "2001-01-01"),
)
_STATES: Final = ("markup", "turned", "endless", "empty", "nameless")


def turtle(text: str) -> str:
    """Return a text as a Turtle string without its quotes."""
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def passage(name: str, exact: str, start: object, end: object) -> str:
    """Return a passage, its selectors, and a fact and an allegation with this evidence."""
    return f"""
graph:evidence {{
id:{name} a al:Passage ; oa:hasSource id:hostile-source ; oa:hasSelector id:{name}-q , id:{name}-p .
id:{name}-q a oa:TextQuoteSelector ; oa:exact "{turtle(exact)}" .
id:{name}-p a oa:TextPositionSelector ; oa:start {start} ; oa:end {end} .
}}
graph:article {{
id:fact-{name} a al:Hostilities , al:Fact ; al:belligerent id:turned , id:markup ;
  al:status al:Stated ; al:statedIn id:{name} .
id:claim-{name} a al:Allegation , al:Claim ; al:about id:markup ;
  al:statement "{turtle(MARKUP)}"@en ; al:statedIn id:{name} .
}}
"""


def dataset() -> str:
    """Return the dataset as TriG."""
    prefixes = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
    said = {"markup": turtle(MARKUP), "turned": TURNED, "endless": ENDLESS}
    labels = "".join(
        f"id:{name} a al:State ; rdfs:label {text.format(**said)} ; skos:altLabel {text.format(**said)} ; "
        f"skos:note {text.format(**said)} ; rdfs:seeAlso <javascript:window.hostile=1> , <data:text/html,x> .\n"
        for name, text in NAMES.items()
        if name not in ("control", "template")
    )
    members = "".join(
        f"id:m-{n} a al:Membership ; al:member id:{state} ; al:alliance id:markup-alliance ; al:status al:Stated ; "
        f'al:start "{turtle(when)}" ; al:earliestStart "{turtle(when)}" ; al:latestStart "{turtle(when)}" ; '
        f'dcterms:source id:hostile-book ; rdfs:label "{turtle(MARKUP)} {n}"@en .\n'
        for n, (state, when) in enumerate(zip(_STATES * 2, _DATES, strict=True))
    )
    circles = """
id:a al:correspondsTo id:b . id:b al:correspondsTo id:c . id:c al:correspondsTo id:a .
id:a a al:Hostilities ; al:date "1990" ; al:earliestDate "1990-01-01" ; al:latestDate "1990-12-31" ;
  al:belligerent id:markup .
id:b a al:Hostilities ; al:date "1991" ; al:earliestDate "1991-01-01" ; al:latestDate "1991-12-31" ;
  al:belligerent id:turned .
id:c a al:Hostilities ; al:belligerent id:endless ; rdfs:seeAlso _:l .
_:l rdf:first id:markup ; rdf:rest _:l .
id:l1 a sssom:Mapping ; sssom:subject_id id:markup ; sssom:object_id id:l2 .
id:l2 a sssom:Mapping ; sssom:object_id id:l1 .
"""
    request = """
id:req a al:InterventionRequest ; al:requestedBy id:markup ; al:addressedTo id:markup-alliance ; al:date "1995" ;
  al:hasResponse id:ref ; al:status al:Stated ; dcterms:source id:hostile-book .
id:ref a al:Refusal , al:Response ; al:refuser id:turned ; al:respondent id:turned ; al:justification id:endless ;
  al:status al:Stated ;
  dcterms:source id:hostile-book .
"""
    proofs = """
id:p1 a al:Proof ; rdf:subject id:markup ; rdf:predicate al:memberOf ; rdf:object id:markup-alliance ;
  al:premise id:p2 , id:p1 ; al:rule "<b>" .
id:p2 a al:Proof ; rdf:subject id:p1 ; rdf:predicate rdf:subject ; rdf:object id:p2 ;
  al:premise id:p1 ; al:restsOn id:m-0 .
"""
    book = turtle(f"{MARKUP} {TURNED} {ENDLESS}")
    digest = sha256(TEXT.encode()).hexdigest()
    ontology = (ROOT / "ontology" / "alliance.ttl").read_text(encoding="utf-8")
    prologue, _, axioms = ontology.partition("\n\n")
    return f"""{prefixes}{prologue}
graph:ontology {{ {axioms} al:Event rdfs:subClassOf al:Hostilities . }}
graph:things {{
{labels}
id:control rdfs:label "a\\u0007b\\u000Bc\\u2028d"@en .
id:template rdfs:label "{{{{ page.root }}}} {{% raw %}} %s %(x)s"@en .
id:markup-alliance a al:Alliance ; rdfs:label "{turtle(MARKUP)}"@en .
id:hostile-source a al:Source ; rdfs:label "{TURNED}"@en ; dcterms:language "x-<b>" ;
  dcterms:identifier "sha256:{digest}" , "code-points:{len(TEXT)}" .
id:hostile-book a al:Source ; dcterms:bibliographicCitation "{book}" .
}}
graph:reference {{ {members} {request} {circles} }}
graph:inferred {{ id:markup al:memberOf id:markup-alliance . id:turned al:memberOf id:markup-alliance . }}
graph:proofs {{ {proofs} }}
{passage("q-markup", MARKUP, 0, len(MARKUP))}
{passage("q-turned", TURNED, len(MARKUP) + 1, len(MARKUP) + 1 + len(TURNED))}
{passage("q-long", TEXT[:10_000], 0, 10_000)}
{passage("q-overlap", TEXT[9_990:10_010], 9_990, 10_010)}
{passage("q-backwards", "x", 50, 40)}
{passage("q-beyond", "y", 5_000, 999_999)}
{passage("q-nowhere", ENDLESS, '"<b>"', '"-1"')}
"""


def write(folder: Path) -> Path:
    """Write the dataset and the source text into a folder; return the dataset."""
    (folder / "texts").mkdir()
    (folder / "texts" / "source.txt").write_bytes(TEXT.encode())
    file = folder / "hostile.nq"
    quads = ox.parse(dataset(), format=ox.RdfFormat.TRIG)
    file.write_bytes(ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"")
    return file
