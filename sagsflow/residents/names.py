"""Names as people write them, and the forms in which they are compared, found and sorted."""

import re
import unicodedata
from difflib import SequenceMatcher

MAX_TOKEN = 80
MAX_TOKENS = 24
DANISH = str.maketrans(
    {
        "æ": "ae",
        "ø": "oe",
        "å": "aa",
        "ä": "ae",
        "ö": "oe",
        "ü": "ue",
        **dict(zip("ðđłıþ", "ddlit", strict=True)),
    }
)
PLAIN = str.maketrans({"æ": "ae", "ø": "o"})
# Behind z in the order of bytes, and in the order of the Danish alphabet among themselves.
ALPHABET = str.maketrans(
    {"æ": "{", "ä": "{", "ø": "|", "ö": "|", "å": "}", "ü": "y", "ð": "d", "đ": "d", "ł": "l"}
)
WORD = re.compile(r"[^\W_]+")
TATWEEL = "ـ"
DIRECTION = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
LEAST_PAIR = 0.65
LEAST_NAME = 0.82


def clean(text: str) -> str:
    """As typed, without what cannot be seen: control characters, marks that turn the writing, spaces at the ends."""
    kept = "".join(
        " " if unicodedata.category(sign) == "Cc" else sign for sign in text if sign not in DIRECTION
    )
    return unicodedata.normalize("NFC", " ".join(kept.split()))


def fold(text: str) -> str:
    """One spelling for all: æ and ae, ø and oe, å and aa, é and e are the same. Arabic keeps its letters, loses its marks."""
    return _without_marks(unicodedata.normalize("NFC", text).casefold().translate(DANISH))


def words(*names: str) -> tuple[str, ...]:
    """The folded words of a name, each once, in the order written."""
    return _split(fold(" ".join(names)))


def tokens(*names: str) -> frozenset[str]:
    """What a name is found by: its folded words, and the same without Danish letters, as on a foreign keyboard."""
    plain = _without_marks(unicodedata.normalize("NFC", " ".join(names)).casefold().translate(PLAIN))
    return frozenset(word[:MAX_TOKEN] for word in (*words(*names), *_split(plain)))


def sort_key(given_name: str, family_name: str) -> str:
    """Family name first, æ ø å last, aa as å."""
    written = (
        unicodedata.normalize("NFC", f"{family_name} {given_name}".strip()).casefold().replace("aa", "å")
    )
    return _without_marks(written.translate(ALPHABET))


def likeness(ours: tuple[str, ...], theirs: tuple[str, ...]) -> float:
    """From 0 to 1, in whatever order the words stand; a middle name that only one of them has does not count."""
    few, many = sorted((ours, theirs), key=len)
    if not few:
        return 0.0
    if len(few) == 1:
        few, many = many, few
    best = [max(_alike(word, other) for other in many) for word in few]
    return sum(best) / len(best)


def is_slip(ours: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    """Whether one may be the other with a letter or so wrong in a word."""
    few, many = sorted((ours, theirs), key=len)
    return (
        len(few) > 0
        and all(max(_alike(word, other) for other in many) >= LEAST_PAIR for word in few)
        and likeness(ours, theirs) >= LEAST_NAME
    )


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _split(folded: str) -> tuple[str, ...]:
    found = WORD.findall(folded) or folded.split()
    return tuple(dict.fromkeys(found))[:MAX_TOKENS]


def _without_marks(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.replace(TATWEEL, ""))
    return "".join(sign for sign in decomposed if unicodedata.category(sign) != "Mn")
