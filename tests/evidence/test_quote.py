"""``aliansi quote`` finds words in texts as people have them, and prints what the text has."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import URIRef

from aliansi.errors import UsageError
from aliansi.evidence.passages import LONGEST_CONTEXT, SourceText, source_texts
from aliansi.evidence.quote import Choice, escape, names_of_passages, passage
from aliansi.namespaces import ID, OA, PREFIXES
from aliansi.project.folder import Project
from aliansi.project.loader import Graph, load
from aliansi.rdf_files.xml_output import UNWRITABLE

CASES = Path(__file__).parents[3] / "shared" / "cases"
SOURCE = SourceText(ID.second, "", 0)
HEAD = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())


def case(name: str) -> str:
    """Return the text of a small input that once failed."""
    file = CASES / name
    if not file.is_file():
        pytest.skip(f"{name} is not next to the project (../shared/cases)")
    return file.read_bytes().decode()


def selectors(turtle: str) -> list[tuple[str, str, str, int, int]]:
    """Return prefix, words, suffix, start and end of each passage, read by another parser than ours."""
    store = ox.Store()
    store.load(input=HEAD + turtle, format=ox.RdfFormat.TURTLE)

    def values(name: str) -> dict[str, str]:
        quads = store.quads_for_pattern(None, ox.NamedNode(str(OA[name])), None)
        return {q.subject.value.rpartition("-")[0]: q.object.value for q in quads}  # type: ignore[union-attr]

    exact, prefix, suffix, start, end = map(values, ("exact", "prefix", "suffix", "start", "end"))
    found = [(prefix.get(p, ""), exact[p], suffix.get(p, ""), int(start[p]), int(end[p])) for p in exact]
    return sorted(found, key=lambda each: each[3])


def found(text: str, words: str, choice: Choice | None = None) -> list[str]:
    """Return the words of each passage, after a check that they stand at their position."""
    quoted = selectors(passage(SOURCE, text, words, choice))
    for prefix, exact, suffix, start, end in quoted:
        assert text[start - len(prefix) : end + len(suffix)] == prefix + exact + suffix
        assert max(len(prefix), len(suffix)) <= LONGEST_CONTEXT
    return [exact for _, exact, _, _, _ in quoted]


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n", "\x85", "\u2028", "\u2029", "\x0b", "\x0c"], ids=ascii)
def test_passages_parse_whatever_the_line_ends(end: str) -> None:
    text = case("crlf.txt").replace("\r\n", end)
    assert found(text, "acted.") == ["acted.", "acted."]
    assert found(text, f"acted.{end}NATO") == [f"acted.{end}NATO"]
    assert found(text, "acted.\nNATO") == [f"acted.{end}NATO"]


@pytest.mark.parametrize("character", ["\x00", "\x08", "\x1b", "\x7f", "\x9f", "\ufeff", "\u202e", '"', "\\", "\\n"])
def test_what_is_printed_is_turtle_whatever_the_characters(character: str) -> None:
    text = f"It was{character}here, and it was{character}there."
    assert found(text, f"was{character}here") == [f"was{character}here"]
    assert found(text, "it was") == ["it was"]
    after = "" if UNWRITABLE.match(character) else character
    assert selectors(passage(SOURCE, text, "was"))[0][2].startswith(after)


def test_invisible_characters_are_printed_as_escapes() -> None:
    assert escape("a\u00adb\u200bc\u00a0d\U000e0041") == r'"a\u00ADb\u200Bc\u00A0d\U000E0041"'
    assert escape("می\u200cخواهم\u3000北约") == '"می\u200cخواهم\u3000北约"'


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(None, id="case"),
        pytest.param("Article 5.\r\nNATO acted.\r\nArticle 6.\r\nNATO acted.\r\n", id="CRLF"),
        pytest.param("1949\n\n\nNATO acted.\n\n\n1955\n\n\nNATO acted.\n", id="empty lines"),
        pytest.param("NATO acted.\nNATO acted.\nNATO acted.", id="nothing else"),
    ],
)
def test_context_goes_beyond_the_line_until_places_differ(text: str | None) -> None:
    text = text or case("repeated-lines.txt")
    quoted = selectors(passage(SOURCE, text, "NATO acted."))
    assert len(quoted) == text.count("NATO acted.")
    for prefix, exact, suffix, _, _ in quoted:
        assert text.count(prefix + exact + suffix) == 1


@pytest.mark.parametrize("character", ["\x0c", "\x00", "\x1f", "\uffff"], ids=ascii)
def test_context_ends_before_a_character_that_xml_lacks(character: str) -> None:
    text = f"x{character} NATO acted. {character}\n x{character} NATO acted. {character}\n" * 2
    quoted = selectors(passage(SOURCE, text, "NATO acted."))
    assert len(quoted) == 4
    assert {(prefix, suffix) for prefix, _, suffix, _, _ in quoted} == {(" ", " ")}


@pytest.mark.parametrize("character", ["\x0c", "\x01", "\ufffe"], ids=ascii)
def test_words_with_a_character_that_xml_lacks_come_with_a_warning(character: str) -> None:
    turtle = passage(SOURCE, f"NATO{character}acted.", f"NATO{character}acted.")
    assert turtle.startswith(f"# XML lacks the character U+{ord(character):04X}, so aliansi check refuses it")
    assert [exact for _, exact, _, _, _ in selectors(turtle)] == [f"NATO{character}acted."]


def test_context_grows_by_lines() -> None:
    quoted = selectors(passage(SOURCE, "Article 5.\r\nNATO acted.\r\nArticle 6.\r\nNATO acted.\r\n", "NATO acted."))
    contexts = [(prefix, suffix) for prefix, _, suffix, _, _ in quoted]
    assert contexts == [("Article 5.\r\n", "\r\nArticle 6."), ("Article 6.\r\n", "\r\n")]


def test_context_stays_on_the_line_where_it_is_enough() -> None:
    quoted = selectors(passage(SOURCE, "In 1949 NATO acted.\nIn 1955 NATO met.\n", "NATO"))
    assert [(prefix, suffix) for prefix, _, suffix, _, _ in quoted] == [("In 1949 ", " acted."), ("In 1955 ", " met.")]


def test_places_that_24_characters_do_not_distinguish_are_named() -> None:
    filler = "The alliance of all of these states. " * 3
    turtle = passage(SOURCE, f"{filler}NATO acted. {filler}NATO acted. {filler}", "NATO acted.")
    assert turtle.count("# Its context is the same at 1 other places: quote more words.") == 2
    assert len(selectors(turtle)) == 2


@pytest.mark.parametrize(
    ("text", "words", "starts"),
    [
        pytest.param(None, "la la", [7, 10, 13], id="case"),
        pytest.param("aaaa", "aa", [0, 1, 2], id="letters"),
        pytest.param("no no no\nno no", "no no", [0, 3, 9], id="two lines"),
        pytest.param("no\tno\nno no", "no  no", [0, 3, 6], id="other spaces"),
        pytest.param("La LA la", "la la", [0, 3], id="other case"),
        pytest.param("哈哈哈", "哈哈", [0, 1], id="Chinese"),
    ],
)
def test_overlapping_places_are_counted(text: str | None, words: str, starts: list[int]) -> None:
    turtle = passage(SOURCE, text or case("overlapping-words.txt"), words)
    assert [start for _, _, _, start, _ in selectors(turtle)] == starts
    assert f"# These words stand {len(starts)} times (at {', '.join(map(str, starts))})" in turtle


SPELLINGS = {
    "line end": ("collective\n   security", "collective security"),
    "no-break and thin space": ("Article\u00a05 of\u20091949", "Article 5 of 1949"),
    "tab": ("Article\t5", "Article 5"),
    "ideographic space": ("北约\u3000成员", "北约 成员"),
    "decomposed text": ("Tu\u0308rkiye", "T\u00fcrkiye"),
    "composed text": ("T\u00fcrkiye", "Tu\u0308rkiye"),
    "order of marks": ("Vi\u1ec7t Nam", "Vie\u0302\u0323t Nam"),
    "curly quotation marks": ("the \u201cnear abroad\u201d", 'the "near abroad"'),
    "guillemets": ("the \u00abnear abroad\u00bb", 'the "near abroad"'),
    "low-9": ("\u201enear abroad\u201c", '"near abroad"'),
    "single curly": ("\u2018near abroad\u2019", "'near abroad'"),
    "apostrophe": ("NATO\u2019s members", "NATO's members"),
    "corner brackets": ("\u300c北约\u300d", '"北约"'),
    "gershayim": ("נאט\u05f4ו", 'נאט"ו'),
    "en dash": ("1949\u20131955", "1949-1955"),
    "em dash with spaces": ("war \u2014 and peace", "war--and peace"),
    "no-break hyphen": ("co\u2011operation", "co-operation"),
    "minus": ("\u22125 degrees", "-5 degrees"),
    "soft hyphen": ("co\u00adoperation", "cooperation"),
    "hyphen at a line end": ("member-\nship", "membership"),
    "soft hyphen at a line end": ("member\u00ad\r\nship", "membership"),
    "hyphenated words at a line end": ("Asia-\nPacific", "Asia-Pacific"),
    "ligatures": ("the \ufb01rst of\ufb01ce", "the first office"),
    "oe": ("l\u2019\u0153uvre", "l'oeuvre"),
    "case": ("North Atlantic Treaty", "NORTH ATLANTIC TREATY"),
    "sharp s": ("Großmacht", "GROSSMACHT"),
    "Turkish i": ("İstanbul", "istanbul"),
    "Greek sigma": ("Πόλεμος", "ΠΌΛΕΜΟΣ"),
    "zero-width space": ("col\u200blective", "collective"),
    "byte order mark inside": ("col\ufefflective", "collective"),
    "bidi marks": ("\u200fروسيا\u200e", "روسيا"),
    "tatweel": ("روســيا", "روسيا"),
    "harakat": ("رُوسِيَا", "روسيا"),
    "presentation forms": ("\ufead\ufeed\ufeb3\ufef4\ufe8e", "روسيا"),
    "full width": ("ＮＡＴＯ", "NATO"),
    "Hangul jamo": ("\u1102\u1161\u1110\u1169", "나토"),
    "yo": ("Королёв и Орёл", "Королев и Орел"),
    "hamza": ("أرمينيا", "ارمينيا"),
    "ellipsis": ("and so on\u2026", "and so on..."),
    "Arabic digits": ("عام ١٩٤٩", "عام 1949"),
}


@pytest.mark.parametrize(("there", "words"), SPELLINGS.values(), ids=SPELLINGS)
def test_words_are_found_in_another_spelling_and_printed_as_the_text_has_them(there: str, words: str) -> None:
    [quoted] = found(f"Before it. {there} After it.", words)
    assert quoted.strip("\u200e\u200f") == there.strip("\u200e\u200f")


def test_words_as_the_text_has_them_come_before_other_spellings() -> None:
    assert found("nato Nato NATO", "Nato") == ["Nato"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("cafe\u0301", "cafe"),
        ("café", "cafe"),
        ("भारतीय", "भारत"),
        ("नि", "न"),
        ("👩\u200d🚀", "👩"),
        ("กี่", "ก"),
    ],
)
def test_no_passage_ends_within_a_character(text: str, words: str) -> None:
    with pytest.raises(UsageError, match="stands nowhere in the text"):
        passage(SOURCE, f"See {text}.", words)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("NATO acts there", r'at 11 \(line 2\): "NATO acted here": it has "acted here" for "acts there"'),
        ("Turkiye joined", r'at 28 \(line 3\): "Türkiye joined": it has "Türkiye" for "Turkiye"'),
        ("xyzzy", "stands nowhere in the text; copy the words exactly"),
    ],
)
def test_the_nearest_place_is_shown_for_words_that_are_not_there(words: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        passage(SOURCE, "Article 5.\nNATO acted here.\nTürkiye joined it.", words)


def test_one_of_several_places_is_chosen() -> None:
    text = "Article 5.\nNATO acted.\nArticle 6.\nNATO acted.\n"
    assert [s[3] for s in selectors(passage(SOURCE, text, "NATO acted.", Choice(occurrence=2)))] == [34]
    assert [s[3] for s in selectors(passage(SOURCE, text, "NATO acted.", Choice(near="article 5")))] == [11]
    with pytest.raises(UsageError, match="--occurrence 3: the words stand 2 times"):
        passage(SOURCE, text, "NATO acted.", Choice(occurrence=3))
    with pytest.raises(UsageError, match='--near: "Protocol" stands nowhere'):
        passage(SOURCE, text, "NATO acted.", Choice(near="Protocol"))


@pytest.mark.parametrize("words", ["北约成员国", "Türkiye ²ª", "भारत", "…!", "a.b-c"])
def test_the_name_of_a_passage_is_a_prefixed_name(words: str) -> None:
    assert found(f"It is {words} here", words) == [words]


@pytest.mark.parametrize("words", ["", "  ", "\u00a0\n"])
def test_white_space_is_refused(words: str) -> None:
    with pytest.raises(UsageError, match="0 characters; quote between 1 and 200"):
        passage(SOURCE, "a  b", words)


def test_words_that_are_too_long_in_the_text_are_refused() -> None:
    text = "a" * 100 + " \n" * 60 + "b" * 99
    with pytest.raises(UsageError, match="319 characters in the text; quote between 1 and 200"):
        passage(SOURCE, text, "a" * 100 + " " + "b" * 99)


def project_with(folder: Path, sources: tuple[str, ...], passage_turtle: str = "") -> Graph:
    """Return a project with texts of the same words, one for each IRI of a source."""
    turtle = "".join(
        f'<{iri}> a al:Source ; dcterms:identifier "sha256:{str(number).ljust(64, "0")}" , "code-points:11" .\n'
        for number, iri in enumerate(sources)
    )
    for part in ("data", "ontology"):
        (folder / part).mkdir()
    (folder / "ontology" / "shapes.ttl").write_text("")
    (folder / "aliansi.toml").write_text("")
    (folder / "data" / "things-sources.ttl").write_text(HEAD + turtle)
    (folder / "data" / "evidence-first.ttl").write_text(HEAD + passage_turtle)
    return load(Project(folder))


def passages_of(graph: Graph, text: str, words: str) -> list[str]:
    """Return the IRI of the passage of the same words in each text of a project, in the order of its sources."""
    texts = sorted(source_texts(graph).values(), key=lambda source: source.sha256)
    turtle = [passage(source, text, words, name=names_of_passages(graph, source)) for source in texts]
    store = ox.Store()
    for number, block in enumerate(turtle):  # each is read alone, and all of them together
        name = ox.NamedNode(f"x:{number}")
        store.load(input=HEAD + block, format=ox.RdfFormat.TURTLE, to_graph=name)
    quads = store.quads_for_pattern(None, ox.NamedNode(str(OA.hasSource)), None)
    iris = {quad.graph_name.value: quad.subject.value for quad in quads}  # type: ignore[union-attr]
    return [iris[name].removeprefix(str(ID)) for name in sorted(iris)]


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        ((ID.first, ID.second), ["passage-first_nato-acted-0", "passage-second_nato-acted-0"]),
        ((ID["a-b"], ID["a"]), ["passage-a-b_nato-acted-0", "passage-a_nato-acted-0"]),
        ((ID["北约"], ID["a.b"]), ["passage-北约_nato-acted-0", "passage-a-b_nato-acted-0"]),
        (
            (URIRef("https://a.example/text"), URIRef("https://b.example/text#")),
            ["passage-text_nato-acted-0", "passage-10000000_nato-acted-0"],
        ),
        (
            (URIRef("https://a.example/text"), URIRef("https://b.example/text")),
            ["passage-text-00000000_nato-acted-0", "passage-text-10000000_nato-acted-0"],
        ),
        ((ID.first,), ["passage-nato-acted-0"]),
    ],
    ids=["two texts", "one name begins the other", "scripts", "an empty name", "the same name", "a single text"],
)
def test_passages_of_several_texts_have_names_of_their_own(
    sources: tuple[URIRef, ...], expected: list[str], tmp_path: Path
) -> None:
    assert passages_of(project_with(tmp_path, sources), "NATO acted.", "NATO acted.") == expected


def test_a_passage_in_the_data_keeps_its_name(tmp_path: Path) -> None:
    first = passage(SourceText(ID.first, "", 0), "NATO acted.", "NATO acted.")
    graph = project_with(tmp_path, (ID.first, ID.second), first)
    assert passages_of(graph, "NATO acted.", "NATO acted.") == ["passage-nato-acted-0", "passage-second_nato-acted-0"]
    assert passages_of(graph, "NATO acted.", "acted") == ["passage-first_acted-5", "passage-second_acted-5"]
