"""Words as the search keeps them: without accents, reduced to their stems; the same on both engines. (C1)"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

import snowballstemmer

LIMIT: Final = 60  # letters of a stem that are kept
QUERY_WORDS: Final = 8

# Words that say nothing about what a text is about.
STOP: Final = frozenset(
    re.findall(
        r"\w+",
        """au aux avec ce ces cet cette dans de des du elle en et est eux il ils je la le les leur lui ma mais me meme mes moi mon
        ne nos notre nous on ou par pas pour qu que qui sa se ses son sont sur ta te tes toi ton tu un une vos votre vous c d j l
        m n s t y a ont etre avoir sans plus the of and or to in on for with at by an is are was were be it its this that from
        as we our you""",
    )
)


def fold(word: str) -> str:
    """Return a word in small letters, without accents or ligatures."""
    plain = word.casefold().replace("œ", "oe").replace("æ", "ae")
    return "".join(letter for letter in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(letter))


def words(text: str) -> list[str]:
    """Return the words of a text that are worth looking for, with their accents, in order."""
    found = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text.casefold()))
    return [word for word in found if len(word) > 1 and fold(word) not in STOP]


@lru_cache(maxsize=20_000)
def stems(word: str) -> frozenset[str]:
    """Return the stems under which a word is kept and looked for.

    A stemmer reads accents, and people leave them out: the word is reduced as it is written and as it is folded, in French
    and in English, so that «bénévoles», «benevole» and «bénévolat» written in haste find what they should.
    """
    french, english = snowballstemmer.stemmer("french"), snowballstemmer.stemmer("english")  # they hold state: one per call
    bare = fold(word)
    found = (french.stemWord(word), french.stemWord(bare), english.stemWord(bare))
    return frozenset(fold(stem)[:LIMIT] for stem in found)


def weigh(parts: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Return every stem of some texts with its weight: the sum of the weights of the parts that hold it."""
    weights: Counter[str] = Counter()
    for text, weight in parts:
        for stem in {stem for word in words(text) for stem in stems(word)}:
            weights[stem] += weight
    return dict(weights)


def asked(query: str) -> list[frozenset[str]]:
    """Return what a query looks for: for each of its words, stems of which one must be there."""
    return [stems(word) for word in dict.fromkeys(words(query))][:QUERY_WORDS]
