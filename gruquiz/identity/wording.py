"""How similar two texts are, and whether they differ in substance."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz.distance import OSA, Indel, Levenshtein

from gruquiz.markdown.alternatives import alternatives

_TOKEN = re.compile(r"\[[^\[\]\n]*…[^\[\]\n]*\]|[^\W_]+(?:['’_][^\W_]+)*|[=<>+−-]")
_PARTING = str.maketrans(dict.fromkeys("\"#$&'()*+,-./:;<=>?@[\\]^`{|}~!%…“”‘’–—", " "))
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n")

_CONTRASTS = tuple(
    frozenset(words.split())
    for words in (
        "reset update forget input output relevance cell memory candidate hidden",
        "long short longer shorter",
        "first second third fourth last next previous current",
        "before after earlier later",
        "left right row column top bottom upper lower",
        "keep write discard copy ignore",
        "old new past future present",
        "sigmoid tanh softmax relu linear identity",
        "zero one two three four five six seven eight nine ten half twice both none",
        "more less fewer most least higher lower greater smaller larger",
        "increase decrease increases decreases rises falls grows shrinks vanish explode",
        "always never sometimes often rarely",
        "all some none any every each no",
        "true false yes no",
        "with without",
        "open closed opens closes on off active inactive",
        "add subtract multiply divide sum difference product quotient addition multiplication",
        "positive negative plus minus",
        "forward backward bidirectional unidirectional",
        "encoder decoder query key value",
        "mean variance maximum minimum max min average",
        "train test validation training testing",
        "monday tuesday wednesday thursday friday saturday sunday",
        "north south east west",
    )
)
_FAMILIES = {
    word: frozenset(index for index, family in enumerate(_CONTRASTS) if word in family)
    for family in _CONTRASTS
    for word in family
}
_NEGATIONS = frozenset(
    [
        "not",
        "no",
        "never",
        "without",
        "cannot",
        "can't",
        "isn't",
        "doesn't",
        "don't",
        "aren't",
        "neither",
    ]
)
_NEGATING = ("un", "in", "ir", "im", "il", "non", "dis", "anti", "de")


@lru_cache(maxsize=4096)
def tokens(text: str) -> tuple[str, ...]:
    """The words, numbers and symbols of a text, in order; a hole is one token."""
    return tuple(_TOKEN.findall(text))


def vocabulary(text: str) -> frozenset[str]:
    """The set of words and numbers of a text in lower case; approximate, but fast."""
    return frozenset(text.casefold().translate(_PARTING).split())


def sentence_of_hole(front: str) -> str:
    """The sentence or line of a cloze's front with the hole."""
    for sentence in _SENTENCE.split(front):
        if "…]" in sentence:
            return sentence
    return front


def alike(one: Sequence[str], other: Sequence[str]) -> float:
    """0 to 1: the larger of the shares of tokens in common, in order and in any order."""
    if not one and not other:
        return 1.0
    left, right = [word.casefold() for word in one], [word.casefold() for word in other]
    ordered: float = Indel.normalized_similarity(left, right)
    common = sum((Counter(left) & Counter(right)).values())
    return max(ordered, 2 * common / (len(left) + len(right)))


def is_typo(one: str, other: str) -> bool:
    """Whether two words differ only by a typing error; opposites and symbols never do."""
    a, b = one.casefold(), other.casefold()
    if a == b:
        return True
    shorter = min(len(a), len(b))
    if shorter < 4 or not (a.isalpha() and b.isalpha()) or a[0] != b[0]:
        return False
    if are_opposed(a, b) or any(a == prefix + b or b == prefix + a for prefix in _NEGATING):
        return False
    distance: int = OSA.distance(a, b)
    return distance <= (1 if shorter < 9 else 2)


def other_fact(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether a word was replaced by its opposite, a number or symbol changed, or a negation was
    added or removed."""
    for left, right in _substitutions(one, other):
        if _negates(left) != _negates(right):
            return True
        pairs = [(a, b) for a in left for b in right if not is_typo(a, b)]
        if any(are_opposed(a.casefold(), b.casefold()) for a, b in pairs):
            return True
        if left and right and any(_is_name(word) for word in (*left, *right)):
            named = {word for word in left if _is_name(word)}
            if named != {word for word in right if _is_name(word)}:
                return True
    return False


def reworded(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether a word was replaced by another, not just retyped with an error."""
    return any(left and right for left, right in _substitutions(one, other))


def renamed(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether a word was replaced and one of the two may be a name: it has a capital."""
    return any(
        left and right and any(word[0].isupper() for word in (*left, *right))
        for left, right in _substitutions(one, other)
    )


def _substitutions(one: Sequence[str], other: Sequence[str]) -> list[tuple[list[str], list[str]]]:
    """The ranges where two token sequences differ, without typing errors."""
    left, right = [word.casefold() for word in one], [word.casefold() for word in other]
    found: list[tuple[list[str], list[str]]] = []
    last = (-1, -1)
    for change in Levenshtein.opcodes(left, right):
        if change.tag == "equal":
            continue
        gone = list(one[change.src_start : change.src_end])
        come = list(other[change.dest_start : change.dest_end])
        if len(gone) == len(come):
            kept = [(a, b) for a, b in zip(gone, come, strict=True) if not is_typo(a, b)]
            gone, come = [a for a, _ in kept], [b for _, b in kept]
        if not gone and not come:
            continue
        if (change.src_start, change.dest_start) == last and found:
            found[-1][0].extend(gone)
            found[-1][1].extend(come)
        else:
            found.append((gone, come))
        last = (change.src_end, change.dest_end)
    moved = Counter(a.casefold() for gone, _ in found for a in gone) & Counter(
        b.casefold() for _, come in found for b in come
    )
    return [
        (
            [word for word in gone if word.casefold() not in moved],
            [word for word in come if word.casefold() not in moved],
        )
        for gone, come in found
    ]


def _negates(words: Sequence[str]) -> bool:
    return any(word.casefold() in _NEGATIONS for word in words)


def are_opposed(a: str, b: str) -> bool:
    """Whether two words, in small letters, are of one kind, so that neither replaces the other."""
    return a != b and bool(_FAMILIES.get(a, frozenset()) & _FAMILIES.get(b, frozenset()))


def _is_name(word: str) -> bool:
    """A number, a symbol or an abbreviation: changing it changes the fact."""
    return (
        any(letter.isdigit() or letter == "_" for letter in word)
        or (len(word) == 1 and word not in "aAI")
        or sum(map(str.isupper, word)) > 1
    )


def same_answer(one: str, other: str) -> float:
    """0 for answers that differ in substance; else their likeness, up to 1.

    With alternatives, the shown one of either must be among those of the other.
    """
    if "|" in one or "|" in other:
        left, right = alternatives(one), alternatives(other)
        return max(
            *(_same_answer(left[0], each) for each in right),
            *(_same_answer(each, right[0]) for each in left),
        )
    return _same_answer(one, other)


def _same_answer(one: str, other: str) -> float:
    a, b = " ".join(one.split()), " ".join(other.split())
    if a.casefold() == b.casefold():
        return 1.0 if a == b or len(a) > 1 else 0.0
    if "$" in a or "$" in b or "\\" in a:
        return 1.0 if a.replace(" ", "") == b.replace(" ", "") else 0.0
    left, right = tokens(a), tokens(b)
    if not left or not right:
        return 0.0
    if len(left) == len(right):
        slips = all(is_typo(x, y) for x, y in zip(left, right, strict=True))
        return 0.9 if slips else 0.0
    longer, shorter = (left, right) if len(left) > len(right) else (right, left)
    rest = Counter(word.casefold() for word in longer)
    for word in shorter:
        match = next((known for known in rest if rest[known] and is_typo(known, word)), None)
        if match is None:
            return 0.0
        rest[match] -= 1
    extra = [word for word, count in rest.items() if count]
    if len(shorter) * 2 < len(longer) or any(_is_name(w) or w in _FAMILIES for w in extra):
        return 0.0
    return 0.0 if _negates(extra) else 0.8
