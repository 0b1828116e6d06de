"""One pass over raw markdown that finds code, maths, links and comments in prose.

The parser's inline rules and `highlights` both use this scan, so that a cloze is drawn exactly
where it is found.
"""

import re
from functools import lru_cache
from typing import Literal, NamedTuple

RegionKind = Literal["code", "math", "display", "link", "hidden"]


class Region(NamedTuple):
    """A stretch of text that is not prose: its place with and without delimiters."""

    kind: RegionKind
    start: int
    end: int
    inner_start: int
    inner_end: int


class Highlight(NamedTuple):
    """A `==…==` in prose: its place with and without delimiters."""

    start: int
    end: int
    inner_start: int
    inner_end: int


class MathSpan(NamedTuple):
    """A formula of a text."""

    latex: str
    display: bool
    start: int
    """Offset of the LaTeX itself, after the dollars."""


class Scan(NamedTuple):
    """The result of one pass, in the order of the text."""

    regions: tuple[Region, ...]
    highlights: tuple[Highlight, ...]
    region_at: dict[int, Region]
    """The regions by the offset of their first character; likewise `highlight_at`."""
    highlight_at: dict[int, Highlight]
    unclosed: tuple[int, ...] = ()
    """Offsets of each `$$` that is not closed in its paragraph."""


_LEAD = r"(?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t])*"
_INTERESTING = re.compile(
    rf"""
      (?P<fence>^{_LEAD}(?P<mark>`{{3,}}|~{{3,}})(?P<info>[^\n]*))
    | (?P<escape>\\.)
    | (?P<ticks>`+)
    | (?P<double>\$\$)
    | (?P<dollar>\$)
    | (?P<comment><!--)
    | (?P<percent>%%)
    | (?P<auto><[A-Za-z][A-Za-z0-9+.-]*:[^\s<>]*>)
    | (?P<url>\bhttps?://[^\s<>)\]]+)
    | (?P<wiki>\[\[[^\[\]\n]+\]\])
    | (?P<target>\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*\))
    | (?P<equals>=+)
    """,
    re.VERBOSE | re.MULTILINE,
)
_SIGN = re.compile(r"[\\`$<%\[\]=]")
_BLANK = re.compile(r"\n[ \t>]*(?=\n)")
_DISPLAY = re.compile(r"\$\$((?:[^\\$]|\\.|\$(?!\$))+?)\$\$", re.DOTALL)
# "$5 and a coffee for 6$" is money: a number, a space and a word that is no unit of a formula.
_MONEY = re.compile(r"\d[\d.,]*\s+(?:[A-Za-z]{3,}|or|to|is|of|in|at|by|on|for)\b")


class _Scanner:
    """The state of one pass: the finds, and the delimiters known to have no partner."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.regions: list[Region] = []
        self.marks: list[tuple[int, int]] = []
        self.barren: dict[str, int] = {}
        self.unclosed: list[int] = []
        self.paragraph_end = -1

    def run(self) -> Scan:
        text, position = self.text, 0
        if "http" in text or "```" in text or "~~~" in text:
            while (found := _INTERESTING.search(text, position)) is not None:
                position = self.take(found)
        else:  # every other region begins with one of a few characters, which a search finds fast
            while (sign := _SIGN.search(text, position)) is not None:
                found = _INTERESTING.match(text, sign.start())
                position = sign.end() if found is None else self.take(found)
        found_highlights = tuple(_pairs(self.text, self.marks))
        return Scan(
            tuple(self.regions),
            found_highlights,
            {region.start: region for region in self.regions},
            {found.start: found for found in found_highlights},
            tuple(self.unclosed),
        )

    def take(self, found: re.Match[str]) -> int:
        """Record a find; return the offset at which to continue."""
        kind, start, end = found.lastgroup, found.start(), found.end()
        if kind == "equals":
            if end - start == 2:
                self.marks.append((start, end))
            return end
        if kind == "fence":
            return self.fence(found)
        if kind == "ticks":
            return self.code(found)
        if kind == "double":
            return self.display(start)
        if kind == "dollar":
            return self.inline(start)
        if kind == "comment":
            return self.until("-->", "hidden", start, 4, len(self.text))
        if kind == "percent":
            return self.until("%%", "hidden", start, 2, self.limit(start))
        if kind in ("auto", "url", "wiki"):
            self.regions.append(Region("link", start, end, start, end))
        elif kind == "target":  # the bracket before it ends the prose
            self.regions.append(Region("link", start + 1, end, start + 2, end - 1))
        return end

    def limit(self, start: int) -> int:
        """Where the paragraph of an offset ends: no inline delimiter reaches past it."""
        if start >= self.paragraph_end:
            blank = _BLANK.search(self.text, start)
            self.paragraph_end = len(self.text) if blank is None else blank.start()
        return self.paragraph_end

    def until(self, closing: str, kind: RegionKind, start: int, skip: int, limit: int) -> int:
        if self.barren.get(closing, -1) == limit:
            return start + skip
        end = self.text.find(closing, start + skip, limit)
        if end < 0:
            self.barren[closing] = limit
            return start + skip
        self.regions.append(Region(kind, start, end + len(closing), start + skip, end))
        return end + len(closing)

    def fence(self, found: re.Match[str]) -> int:
        mark = found["mark"]
        if mark[0] == "`" and "`" in found["info"]:  # an inline code span opens the line
            opening = _TICKS.match(self.text, found.start("mark"))
            return found.end() if opening is None else self.code(opening)
        close = re.compile(rf"^[ \t>]*{mark[0]}{{{len(mark)},}}[ \t]*$", re.MULTILINE)
        ending = close.search(self.text, found.end())
        inner_end = len(self.text) if ending is None else ending.start()
        end = len(self.text) if ending is None else ending.end()
        self.regions.append(Region("code", found.start("mark"), end, found.end(), inner_end))
        return end

    def code(self, found: re.Match[str]) -> int:
        ticks, limit = found[0], self.limit(found.start())
        if self.barren.get(ticks, -1) == limit:
            return found.end()
        close = re.compile(rf"(?<!`){ticks}(?!`)").search(self.text, found.end(), limit)
        if close is None:
            self.barren[ticks] = limit
            return found.end()
        self.regions.append(Region("code", found.start(), close.end(), found.end(), close.start()))
        return close.end()

    def display(self, start: int) -> int:
        limit = self.limit(start)
        if self.barren.get("$$", -1) == limit:
            return start + 2
        found = _DISPLAY.match(self.text, start, limit)
        if found is None:
            self.barren["$$"] = limit
            if self.text[start + 2 : start + 3] != "$":  # a row of dollars is not maths
                self.unclosed.append(start)
            return start + 2
        if not found[1].strip():
            return found.end()
        self.regions.append(Region("display", start, found.end(), found.start(1), found.end(1)))
        return found.end()

    def inline(self, start: int) -> int:
        text, limit = self.text, self.limit(start)
        if text[start + 1 : start + 2].isspace() or start + 1 >= limit:
            return start + 1
        end = start
        while True:
            end = text.find("$", end + 1, limit)
            if end < 0:
                return start + 1
            slashes = len(text[start + 1 : end]) - len(text[start + 1 : end].rstrip("\\"))
            if slashes % 2 == 0:
                break
        if text[end - 1].isspace() or text[end + 1 : end + 2].isdigit():
            return start + 1  # a price: LaTeX has no bare dollar
        if end == start + 1 or _MONEY.match(text, start + 1, end):
            return start + 1
        self.regions.append(Region("math", start, end + 1, start + 1, end))
        return end + 1


_TICKS = re.compile("`+")


def _pairs(text: str, marks: list[tuple[int, int]]) -> list[Highlight]:
    """The pairs of delimiters, line by line, from left to right.

    A delimiter is never inside a region, so no pair can split one.
    """
    found: list[Highlight] = []
    nearest = _closers(text, marks, firm=False)
    firm = _closers(text, marks, firm=True)
    index = 0
    while index < len(marks):
        start, inner = marks[index]
        index += 1
        closer = nearest[index]
        if closer is None or text[inner].isspace():
            continue
        if _compares(text, start, inner, *marks[closer]):
            # From here on the pair contains a blank: only a mark without a word after it can close.
            closer = firm[index]
        if closer is not None:
            inner_end, end = marks[closer]
            found.append(Highlight(start, end, inner, inner_end))
            index = closer + 1
    return found


def _closers(text: str, marks: list[tuple[int, int]], *, firm: bool) -> list[int | None]:
    """For each index in `marks`, the first mark from there that may close the mark before it.

    It must be on the same line and not follow a blank; with `firm`, no word may follow it.
    """
    found: list[int | None] = [None] * (len(marks) + 1)
    for at in range(len(marks) - 1, 0, -1):
        start, end = marks[at]
        if "\n" not in text[marks[at - 1][1] : start]:
            closes = not text[start - 1].isspace() and not (firm and text[end : end + 1].isalnum())
            found[at] = at if closes else found[at + 1]
    return found


def _compares(text: str, start: int, inner: int, inner_end: int, end: int) -> bool:
    """Whether `a==b and c==d` is meant: words on both outer sides and a space within."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return (
        before.isalnum()
        and after.isalnum()
        and any(letter.isspace() for letter in text[inner:inner_end])
    )


@lru_cache(maxsize=256)
def scan(text: str) -> Scan:
    """Code, maths, links, comments and highlights of a text."""
    return _Scanner(text).run()


def highlights(text: str) -> tuple[Highlight, ...]:
    """Every `==…==` outside code, maths and links, on one line, without blanks at its ends."""
    return scan(text).highlights if "==" in text else ()


_QUOTE = re.compile(r"\n[ \t]*(?:>[ \t]?)+")


def maths(text: str) -> list[MathSpan]:
    """All formulas of a text in order, without the quotation marks of callouts."""
    if "$" not in text:
        return []
    return [
        MathSpan(
            _QUOTE.sub("\n", text[region.inner_start : region.inner_end]),
            region.kind == "display",
            region.inner_start,
        )
        for region in scan(text).regions
        if region.kind in ("math", "display")
    ]
