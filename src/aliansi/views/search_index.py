"""Full-text search over labels, statements and quotations: whole words, prefixes, typos.

Each word of the search is looked up among all words of the dataset: exactly, as a prefix, and with as many typos as its
length allows. The score of a text grows with the rarity of the matching words, their closeness, and the weight of its
kind.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from math import log
from typing import Final

import pyoxigraph as ox
from rapidfuzz import process
from rapidfuzz.distance import OSA

from aliansi.dataset.language_ranges import is_within
from aliansi.dataset.names import LITERAL_FORM, NAME_KINDS
from aliansi.dataset.store import Store
from aliansi.views.i18n import fold
from aliansi.views.quotation_languages import languages_of_words

MAX_WORDS: Final = 12
MAX_CHARACTERS: Final = 200
MAX_SIMILAR_WORDS: Final = 40
"""Words of the dataset that match one word of the search."""
MAX_HITS: Final = 500

_KINDS: Final = {
    **NAME_KINDS,
    "https://w3id.org/aliansi/ontology#statement": "statement",
    "http://www.w3.org/ns/oa#exact": "quotation",
}
_WEIGHTS: Final = {"label": 3.0, "alias": 3.0, "title": 2.0, "question": 2.0, "statement": 1.5, "quotation": 1.0}
_WORDS: Final = f"""SELECT ?node ?property ?words {{
  {{ VALUES ?property {{ {" ".join(f"<{iri}>" for iri in _KINDS)} }} ?node ?property ?words FILTER(isIRI(?node)) }}
  UNION {{ ?node ?property ?form FILTER(isIRI(?node)) ?form {LITERAL_FORM} ?words }}
  UNION {{ ?node oa:hasSelector ?selector . ?selector oa:exact ?words BIND(oa:exact AS ?property) }}
}}"""
_WORD: Final = re.compile(r"\w+")
_AS_A_BEGINNING, _PER_TYPO, _OF_THE_WHOLE, _AT_ITS_BEGINNING = 0.85, 0.3, 2.0, 1.4


@dataclass(frozen=True)
class IndexedText:
    """Text about a thing; ``kind`` is label, alias, title, question, statement or quotation."""

    node: str
    kind: str
    words: str
    language: str = ""


@dataclass(frozen=True)
class IndexHit:
    """Thing that matches, the text that matches best, and the score (more is better)."""

    node: str
    text: IndexedText
    score: float


def texts_of(store: Store) -> Iterator[IndexedText]:
    """Yield all texts about the things of a dataset."""
    quotations = languages_of_words(store)
    for row in store.select(_WORDS):
        node, property_, words = row["node"], row["property"], row["words"]
        if isinstance(node, ox.NamedNode) and isinstance(property_, ox.NamedNode) and isinstance(words, ox.Literal):
            kind = _KINDS.get(property_.value, "alias")
            language = words.language or (quotations.get(words.value, "") if kind == "quotation" else "")
            yield IndexedText(node.value, kind, words.value, language)


class SearchIndex:
    """Index of texts by their words."""

    def __init__(self, texts: Iterable[IndexedText]) -> None:
        self._texts = sorted(set(texts), key=lambda text: (text.node, text.kind, text.language, text.words))
        self._folded = [fold(text.words) for text in self._texts]
        self._having: dict[str, list[int]] = defaultdict(list)
        for number, folded in enumerate(self._folded):
            for word in set(words_of(folded)):
                self._having[word].append(number)
        self._vocabulary = sorted(self._having)
        self._by_length: dict[int, list[str]] = defaultdict(list)
        for word in self._vocabulary:
            self._by_length[len(word)].append(word)

    def find(self, query: str, language: str = "", most: int = MAX_HITS) -> tuple[IndexHit, ...]:
        """Return the things whose texts have all words, else those that have some, the best first.

        Each thing comes once, with its best text; of equal ones with that in ``language``.
        """
        folded = fold(query[:MAX_CHARACTERS])
        words = list(dict.fromkeys(words_of(folded)))[:MAX_WORDS]
        counts = [self._scores(word, folded) for word in words]
        things = [{self._texts[number].node for number in count} for count in counts]
        having_all: set[str] = set.intersection(*things) if things else set()
        hits = self._hits(counts, having_all or set().union(*things), language)
        return tuple(sorted(hits, key=lambda hit: (_rank(hit, language), hit.node))[:most])

    def _hits(self, counts: list[dict[int, float]], things: set[str], language: str) -> Iterator[IndexHit]:
        """Yield each thing with its best text and the score of all its texts together."""
        texts: dict[str, set[int]] = defaultdict(set)
        for number in chain.from_iterable(counts):
            if self._texts[number].node in things:
                texts[self._texts[number].node].add(number)
        for node, numbers in texts.items():
            alone = (IndexHit(node, self._texts[n], sum(count.get(n, 0.0) for count in counts)) for n in numbers)
            best = min(alone, key=lambda hit: _rank(hit, language))
            together = sum(max(count.get(number, 0.0) for number in numbers) for count in counts)
            yield IndexHit(node, best.text, round(together, 6))

    def _scores(self, word: str, folded: str) -> dict[int, float]:
        """Return the score of a word in each text that has it or a similar one."""
        return {
            number: count * self._weight(number, folded) for number, count in self._texts_with_similar(word).items()
        }

    def _weight(self, number: int, folded: str) -> float:
        own = self._folded[number]
        whole = _OF_THE_WHOLE if own == folded else _AT_ITS_BEGINNING if own.startswith(folded) else 1.0
        length = 1 + log(1 + len(own) / 40)  # one word of a long text says little of it
        return _WEIGHTS[self._texts[number].kind] * whole / length

    def _texts_with_similar(self, word: str) -> dict[int, float]:
        """Return the texts that have a word or a similar one, with the score in each."""
        found: dict[int, float] = {}
        least = len(self._having.get(word, ()))  # a rarer similar word does not count more: "NATOs"
        for like, closeness in self._similar_words(word):
            rarity = log(1 + len(self._texts) / max(len(self._having[like]), least))
            for number in self._having[like]:
                found[number] = max(found.get(number, 0.0), closeness * rarity)
        return found

    def _similar_words(self, word: str) -> Iterator[tuple[str, float]]:
        """Yield similar words and their similarity, closest first; 1 is identical."""
        close: dict[str, float] = {word: 1.0} if word in self._having else {}
        for longer in self._with_prefix(word):
            close.setdefault(longer, _AS_A_BEGINNING * (0.5 + 0.5 * len(word) / len(longer)))
        typos = typos_in(word)
        lengths = range(len(word) - typos, len(word) + typos + 1) if typos else ()
        near = [other for length in lengths for other in self._by_length.get(length, ())]
        for other, distance, _ in process.extract_iter(word, near, scorer=OSA.distance, score_cutoff=typos):
            close.setdefault(other, 1 - _PER_TYPO * max(distance, 1))
        yield from sorted(close.items(), key=lambda pair: (-pair[1], pair[0]))[:MAX_SIMILAR_WORDS]

    def _with_prefix(self, word: str) -> Iterator[str]:
        for place in range(bisect_left(self._vocabulary, word), len(self._vocabulary)):
            if not self._vocabulary[place].startswith(word):
                return
            yield self._vocabulary[place]


def typos_in(word: str) -> int:
    """Return the number of typos that a word may have: none in a short one or a number, two in a long one."""
    if len(word) < 4 or any(character.isdigit() for character in word):
        return 0
    return 1 if len(word) < 8 else 2


def words_of(folded: str) -> list[str]:
    """Return the words of a folded text."""
    return _WORD.findall(folded)


def _rank(hit: IndexHit, language: str) -> tuple[float, bool, str]:
    return (-hit.score, not is_within(hit.text.language, language), hit.text.words)
