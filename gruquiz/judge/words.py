"""Words: signs, accents and numbers count; case, articles, hyphens and one plural do not."""

import re
import unicodedata
from itertools import combinations

from gruquiz.judge.slips import another_word, joined, pieces, signs_of, singulars, slipped, slips
from gruquiz.judge.verdict import RIGHT, Judged, Rating
from gruquiz.markdown import plain

_BRACKETS = re.compile(r"(?:^|\s+)\((?P<inner>[^()]*)\)|(?<=\w)\((?:e?s)\)")
"""An addition; the brackets of O(n) and f(x) are none."""
_INITIALS = re.compile(r"(?P<name>.+?)\s*\((?P<short>[A-Za-z]{2,})\)")
_PREPOSITION = re.compile(r"^(?:on|of|at|in|to|for|by|from)\s+(?=\S+)", re.IGNORECASE)
_ARTICLES = frozenset(("the", "a", "an"))
_RELATIONS = frozenset(
    ("before", "after", "over", "under", "from", "into", "than", "then", "not", "without", "per")
)
_NUMBERS = {
    word: str(number)
    for number, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
        ]
    )
}
_OWNERS = frozenset(("its", "their"))
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*", re.UNICODE)
_SIGNS = "+-<>≤≥=^#*%≠≈±×÷·→←↔⇒√∂∇∈⊂∪∩∧∨¬⊙⊗⊕∘∝'&@$€£"
_SIGN_SPELLINGS = str.maketrans(dict.fromkeys("−﹣－–‐‑—", "-") | dict.fromkeys("’´′", "'"))
_COMPARED = (
    ("<=", "≤"),
    (">=", "≥"),
    ("!=", "≠"),
    ("->", "→"),
    ("&", " and "),
    ("∞", " infinity "),
)
_BRITISH = (
    (re.compile(r"(?<=[a-z]{3})(?<!w)is(?=at|(?:e[ds]?|ing|ers?)$)"), "iz"),
    (re.compile(r"(?<=[a-z]{3})ys(?=(?:e[ds]?|ing|ers?)$)"), "yz"),
    (re.compile(r"^(behavi|col|fav|flav|harb|hon|hum|lab|neighb|rum|vap|vig)our"), r"\1or"),
    (re.compile(r"^(cent|fib|lit|met|theat|calib|kilomet|millimet)re(?=s?$)"), r"\1er"),
    (re.compile(r"^(model|label|travel|cancel|signal|level|channel|total|equal|dial|fuel|panel)l"
                r"(?=ed$|ing$|er$)"), r"\1"),
    (re.compile(r"^(catal|anal|dial)ogue(?=s?$)"), r"\1og"),
    (re.compile(r"^(def|lic|off)ence$"), r"\1ense"),
    (re.compile(r"^grey"), "gray"),
    (re.compile(r"^artefact"), "artifact"),
    (re.compile(r"^programme(?=s?$)"), "program"),
)  # fmt: skip


def fits(_answer: str) -> bool:
    """Any answer can be judged as words."""
    return True


def judged(answer: str, typed: str) -> Judged:
    """Right, nearly right with a typing error, or wrong with the difference."""
    shown = plain(answer)
    typed = plain(typed) if "$" in typed or "`" in typed else typed
    given = normal(_without_initials(typed))
    # Text in brackets is an addition or another name: typing it is optional.
    bare = _BRACKETS.sub("", shown)
    spellings = [normal(text) for text in (shown, bare, _PREPOSITION.sub("", bare))]
    spellings += map(normal, _others(shown))
    if given and any(_same(spelling, given) for spelling in spellings):
        return RIGHT
    wanted = min(spellings, key=lambda spelling: slips(" ".join(spelling), " ".join(given)))
    difference = pieces(" ".join(wanted), " ".join(given))
    if slipped(wanted, given):
        return Judged(Rating.NEARLY, "", difference)
    other = another_word(wanted, given)
    if other is not None:
        return Judged(Rating.WRONG, f"“{other}” is another word.", difference)
    if sorted(wanted) == sorted(given) and _are_free(wanted):
        return Judged(Rating.NEARLY, "The words are right, in another order.")
    if _letters(wanted) == _letters(given) and given:
        return Judged(Rating.WRONG, "The words are right, the signs are not.", difference)
    return Judged(Rating.WRONG, "", difference if given else ())


def _are_free(words: tuple[str, ...]) -> bool:
    """Whether words may change places and say the same: no "to" or "before" ties them, and no two
    are opposites, as in "long short-term"."""
    from gruquiz.identity.wording import are_opposed  # only once something was typed

    tied = any(len(word) <= 2 or word in _RELATIONS for word in words)
    return not tied and not any(are_opposed(one, two) for one, two in combinations(words, 2))


def _others(shown: str) -> list[str]:
    """Names in brackets that stand for the whole: (GRU), (candidate activation)."""
    head = [word.casefold() for word in _WORD.findall(_BRACKETS.sub("", shown))]
    names = []
    for found in _BRACKETS.finditer(shown):
        for name in re.split(r"\s*[,;]\s*", found["inner"] or ""):
            words = [word.casefold() for word in _WORD.findall(name)]
            initials = "".join(word[0] for word in head)
            is_short = len(words) == 1 and len(words[0]) > 1 and words[0].rstrip("s") == initials
            if is_short or (
                0 < len(words) <= 3
                and set(words) & set(head)
                and words[0] not in ("not", "no", "without", "unlike", "or")
            ):
                names.append(name)
    return names


def _without_initials(typed: str) -> str:
    """The typed name without its own initials in brackets behind it: "… memory (LSTM)"."""
    found = _INITIALS.fullmatch(typed.strip())
    if found is None:
        return typed
    initials = "".join(word[0] for word in _WORD.findall(found["name"].casefold()))
    return found["name"] if found["short"].casefold() == initials else typed


def normal(text: str) -> tuple[str, ...]:
    """The words and signs that count, in order, in a normal spelling."""
    text = unicodedata.normalize("NFKC", text.translate(_SIGN_SPELLINGS).strip()).casefold()
    for spelling, sign in _COMPARED:
        text = text.replace(spelling, sign)
    text = re.sub(r"[.,;:!?]+(?=\s|$)", " ", text)
    found: list[str] = []
    position = 0
    for word in _WORD.finditer(text):
        found += _between(text, position, word.start())
        found.append(_spelled(word[0]))
        position = word.end()
    found += _between(text, position, len(text))
    return _one_name(_without_articles(found))


def _one_name(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words with things of two usual names by the shorter."""
    found: list[str] = []
    for word in words:
        found.append(word)
        if tuple(found[-2:]) in _SHORTER:
            found[-2:] = _SHORTER[found[-2], found[-1]]
    return tuple(found)


_SHORTER = {
    ("logistic", "sigmoid"): ["sigmoid"], ("sigmoid", "function"): ["sigmoid"],
    ("logistic", "function"): ["sigmoid"], ("tanh", "function"): ["tanh"],
    ("hyperbolic", "tangent"): ["tanh"], ("hadamard", "product"): ["elementwise", "product"],
}  # fmt: skip


def _between(text: str, start: int, end: int) -> list[str]:
    """The signs between two words that are content; a hyphen or a dash is none."""
    signs = [sign for sign in text[start:end] if sign in _SIGNS and sign != "'"]
    if signs == ["-"] and not _is_minus(text, start, end):
        return []
    return signs


def _is_minus(text: str, start: int, end: int) -> bool:
    """Whether a dash between two words is a minus: beside a single letter or number."""
    before = re.search(r"[^\W_]+$", text[:start])
    after = re.match(r"[^\W_]+", text[end:])
    if after is None:  # (-), C-; but pre-
        return before is None or len(before[0]) == 1 or text[start : start + 1] != "-"
    if before is None:
        return text[start:end].rstrip() == text[start:end] and not text[:start].strip()
    tight = text[start:end] == "-"
    short = [len(word) == 1 or word.isdigit() for word in (before[0], after[0])]
    return all(short) if tight else any(short)


def _spelled(word: str) -> str:
    word = word.replace("’", "'").removesuffix("'s").replace("'", "")
    if len(word) >= 3 and word.isascii() is False and _is_latin(word):
        # A keyboard without accents is no slip; of a letter alone the accent is the content.
        word = "".join(
            c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c)
        )
    for pattern, american in _BRITISH:
        word = pattern.sub(american, word)
    return _NUMBERS.get(word, word)


def _is_latin(word: str) -> bool:
    return all("LATIN" in unicodedata.name(letter, "") for letter in word if letter.isalpha())


def _without_articles(words: list[str]) -> tuple[str, ...]:
    kept = [
        word
        for at, word in enumerate(words)
        if word not in _ARTICLES or len(words) == 1 or _is_letter(words, at)
    ]
    if len(kept) > 1 and kept[0] in _OWNERS:
        kept = kept[1:]
    return tuple(kept)


def _is_letter(words: list[str], at: int) -> bool:
    """Whether an "a" is a symbol: beside a sign, or at the end."""
    beside = words[at + 1 : at + 2]
    return words[at] == "a" and (not beside or not beside[0][0].isalnum() or len(beside[0]) == 1)


def _same(wanted: tuple[str, ...], given: tuple[str, ...]) -> bool:
    """Whether the words agree, but for one plural and for what is written as one word."""
    if wanted == given:
        return True
    if not signs_of(wanted + given) and joined(wanted) == joined(given):
        return len(joined(wanted)) > 2
    if len(wanted) != len(given):
        return False
    unlike = [(a, b) for a, b in zip(wanted, given, strict=True) if a != b]
    return len(unlike) == 1 and bool(singulars(unlike[0][0]) & singulars(unlike[0][1]))


def _letters(words: tuple[str, ...]) -> list[str]:
    return [word for word in words if word[0].isalnum()]
