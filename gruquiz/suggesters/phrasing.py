"""Finds sentences and cuts holes into them, so that the rest does not give the answer away."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter

from gruquiz.markdown.scan import Region, scan
from gruquiz.model import Face
from gruquiz.suggesters.page import holds_any
from gruquiz.syntaxes.cloze import HOLE

SHADE = "…"
"""Replaces a second occurrence of the answer; it is not asked."""

_ABBREVIATIONS = re.compile(
    r"(?:\b(?:e\.?g|i\.?e|etc|cf|vs|al|fig|eq|eqs|sec|no|vol|ca|approx|dr|mr|mrs|prof|resp|[A-Z])|\d)\.$",
    re.IGNORECASE,
)
_END = re.compile(r"[.!?…][\"”'’)*_]*(?=\s)")
_EMPHASIS = re.compile(
    r"(?<![\*\\])(?P<mark>\*\*\*|\*\*|\*)(?=[^\s*])(?P<text>[^*\n]+?)(?<=[^\s*\\])(?P=mark)(?!\*)"
    r"|(?<![\w\\])(?P<under>__|_)(?=[^\s_])(?P<inner>[^_\n]+?)(?<=[^\s_\\])(?P=under)(?!\w)"
)
_SIGN = re.compile(r"[*_]")
_PARTS = frozenset(
    (
        *("author", "authors", "date", "source", "sources", "note", "notes", "example", "examples"),
        *("remark", "definition", "question", "answer", "idea", "tags", "link", "links"),
        *("reference", "references", "advantages", "disadvantages", "results", "conclusion"),
    )
)
_LABELS = _PARTS | frozenset(
    (
        *("name", "tip", "warning", "proof", "theorem", "lemma", "summary", "pros", "cons", "why"),
        *("how", "what", "when", "goal", "input", "output", "inputs", "outputs", "todo", "status"),
        *("title", "topic", "intuition", "problem", "step", "important", "result", "usage"),
        *("solution", "caution", "hint", "update", "edit", "see", "cf"),
    )
)
_ONE_SYMBOL = re.compile(
    r"(?:\\(?:tilde|hat|bar|mathbf|boldsymbol)\s*\{?\s*)?([A-Za-z])\}?(?:[_^](?:\w|\{[^{}]*\}))*"
)
_BARE_SYMBOL = re.compile(r"(?<![\w$\\])\(?([A-Za-z])_\{?[\w-]+\}?\)?(?![\w$])")
_UNDERSCORE = re.compile(r"_(?<!\w_)")
_DISPLAY = re.compile(r"\$\$.*?\$\$")
_REGION_MARKS = ("$", "`", "[", "<", "%%", "http", "~~~")
_LETTERS = re.compile(r"[^\W\d_]+")
_NEXT = re.compile(r"\S")
_LONG_WORD = re.compile(r"[^\W\d_]{3,}")
_BRACKETED = re.compile(r"(.+?)\s*\(([^()]+)\)")
_GENERIC = frozenset(
    word + ending
    for word in (
        *("gate", "state", "memory", "unit", "network", "vector", "value", "cell", "function"),
        *("layer", "equation", "information", "term", "model", "input", "output", "step", "rule"),
    )
    for ending in ("", "s")
)


@dataclass(frozen=True, slots=True)
class Emphasis:
    """An emphasised phrase of a text, or a term treated as one."""

    start: int
    end: int
    text: str
    """The phrase without marks of emphasis."""
    strong: bool = False


def regions_of(text: str) -> tuple[Region, ...]:
    """Code, maths, links and comments of a text; a quick check comes first, as most have none."""
    return scan(text).regions if holds_any(text, _REGION_MARKS) else ()


_region_start = attrgetter("start")


@lru_cache(maxsize=1024)
def sentences(text: str) -> tuple[str, ...]:
    """The sentences of an item, formulas and abbreviations kept whole."""
    regions = regions_of(text)
    found: list[str] = []
    start = counted = opened = 0  # `opened`: brackets of this sentence that are not closed yet
    for end in _END.finditer(text):
        place = end.end()
        before = bisect_left(regions, place, key=_region_start) - 1
        if before >= 0 and place < regions[before].end:
            continue
        if _ABBREVIATIONS.search(text[max(start, end.start() - 9) : end.start() + 1]):
            continue
        opened += text.count("(", counted, place) - text.count(")", counted, place)
        counted = place
        if opened > 0:
            continue
        following = _NEXT.search(text, place + 1)
        if following is not None and following[0].islower():
            continue
        found.append(text[start:place].strip())
        start, opened = place, 0
    found.append(text[start:].strip())
    return tuple(sentence for sentence in found if sentence)


@lru_cache(maxsize=64)
def shown_sentences(text: str) -> tuple[str, ...]:
    """Those sentences without their display formulas."""
    return tuple([without_display(sentence) for sentence in sentences(text)])


def emphasised(text: str) -> tuple[Emphasis, ...]:
    """Bold and italic stretches in prose, in order."""
    return _emphasised(text) if "*" in text or "_" in text else ()


@lru_cache(maxsize=2048)
def _emphasised(text: str) -> tuple[Emphasis, ...]:
    if "*" not in text and _UNDERSCORE.search(text) is None:
        return ()
    regions = [region for region in regions_of(text) if region.kind != "link"]
    found: list[Emphasis] = []
    # Searching for a sign is ten times as fast as a pattern that tries every letter.
    sign = _SIGN.search(text)
    while sign is not None:
        start = end = sign.start()
        match = _EMPHASIS.match(text, start)
        if match is None:
            end += 1
        else:
            end = match.end()
            if not any(region.start <= start < region.end for region in regions):
                strong = len(match["mark"] or match["under"]) >= 2
                found.append(Emphasis(start, end, match["text"] or match["inner"], strong))
        sign = _SIGN.search(text, end)
    return tuple(found)


def plain(text: str) -> str:
    """A text without marks of emphasis and quotation marks at its ends."""
    parts: list[str] = []
    position = 0
    for span in emphasised(text):
        parts += (text[position : span.start], span.text)
        position = span.end
    bare = "".join(parts) + text[position:]
    return bare.strip().strip("“”\"'").strip()


def is_label(term: str) -> bool:
    """Whether a term names a part of a note (`Author`, `Example`, `Pros`) rather than a thing."""
    words = term.casefold().rstrip(":").split()
    return bool(words) and (words[-1] in _PARTS or (len(words) == 1 and words[0] in _LABELS))


def without_display(text: str) -> str:
    """A sentence without its display formulas, which other cards ask."""
    if "$$" in text:
        text = re.sub(r"\s+", " ", _DISPLAY.sub("", text))
    return text.strip().rstrip(":").rstrip()


def occurrences(text: str, term: str) -> list[tuple[int, int]]:
    """Where a term occurs in prose, in any case, singular or plural."""
    pattern = _occurrence(term)
    if pattern is None:
        return []
    regions = regions_of(text)
    found = []
    for match in pattern.finditer(text):
        if any(r.start < match.end() and match.start() < r.end for r in regions):
            continue
        found.append((match.start(), match.end()))
    return found


@lru_cache(maxsize=1024)
def _occurrence(term: str) -> re.Pattern[str] | None:
    words = re.findall(r"\w+", term)
    if not words:
        return None
    between, end = r"[\s*_“”\"-]+", ""
    if term.rstrip().endswith(")") and "(" in term:
        between, end = r"[\s*_“”\"(-]+", r"\)?"
    inner = between.join(map(_any_number, words))
    return re.compile(rf"(?<!\w){inner}{end}(?!\w)", re.IGNORECASE)


def _any_number(word: str) -> str:
    stem = word[:-1] if len(word) > 3 and word[-1] in "sS" and word[-2] not in "sS" else word
    return re.escape(stem) + "(?:e?s)?"


def telling_words(term: str) -> list[str]:
    """The words of a term that would give it away by themselves."""
    words = _LONG_WORD.findall(term)
    if len(words) < 2:
        return []
    return [word for word in words if word.casefold() not in _GENERIC and len(word) > 3]


def names_of(term: str) -> list[str]:
    """A term and its other names: `gated recurrent unit (GRU)` is both and each."""
    found = [term]
    bracketed = _BRACKETED.fullmatch(term)
    if bracketed is not None:
        found += [bracketed[1], bracketed[2]]
    for part in term.split(" or "):
        if part not in found:
            found.append(part)
    return found


def cut(text: str, terms: Sequence[tuple[int, int]]) -> Face | None:
    """A cloze of these ranges, other occurrences shaded; None where too little text is left."""
    asked = sorted(terms)
    answers = tuple(plain(text[start:end]) for start, end in asked)
    if not all(answers):
        return None
    shaded: list[tuple[int, int]] = []
    for name in _giveaways(answers):
        for start, end in occurrences(text, name):
            if all(end <= s or start >= e for s, e in (*asked, *shaded)):
                shaded.append((start, end))
    for start, end in _letters(text, answers):
        if all(end <= s or start >= e for s, e in (*asked, *shaded)):
            shaded.append((start, end))
    front, back, position = "", "", 0
    for start, end in sorted([*asked, *shaded]):
        is_hole = (start, end) in asked
        front += text[position:start] + (HOLE if is_hole else SHADE)
        back += text[position:start]
        back += f"=={plain(text[start:end])}==" if is_hole else text[start:end]
        position = end
    front, back = front + text[position:], back + text[position:]
    left = _LETTERS.findall(front)
    return Face(front, back, answers) if len(left) >= 4 else None


def _giveaways(answers: Sequence[str]) -> Iterator[str]:
    """The names of the answers, and their phrases that give them away."""
    for answer in answers:
        for name in names_of(answer):
            yield name
            words = name.split()
            for size in range(len(words) - 1, 1, -1):
                for first in range(len(words) - size + 1):
                    part = words[first : first + size]
                    if len(telling_words(" ".join(part))) == size:
                        yield " ".join(part)


def given_away(text: str, answers: Sequence[str]) -> bool:
    """Whether the rest of a text has a word that gives an answer away."""
    stems = {word.casefold()[:5] for word in _LONG_WORD.findall(text) if len(word) > 3}
    return any(word.casefold()[:5] in stems for a in answers for word in telling_words(a))


def _letters(text: str, answers: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Symbols with the letter of a gate's name: `$r_t$` and `(r_t)` of the reset gate."""
    gates = [answer for answer in answers if re.search(r"\w gates?\b", answer, re.IGNORECASE)]
    initials = {answer[0].casefold() for answer in gates}
    regions = regions_of(text)
    for region in regions:
        if region.kind != "math":
            continue
        latex = text[region.inner_start : region.inner_end]
        base = _ONE_SYMBOL.fullmatch(latex.strip())
        if base is not None and base[1].casefold() in initials:
            yield region.start, region.end
    for match in _BARE_SYMBOL.finditer(text):
        inside = any(region.start <= match.start() < region.end for region in regions)
        if match[1].casefold() in initials and not inside:
            yield match.start(), match.end()
