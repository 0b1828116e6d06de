"""A note as its reader sees it: titles, paragraphs, bullets, formulas; finds what is not a fact."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from gruquiz.markdown.scan import maths, scan
from gruquiz.model import Block, Note
from gruquiz.notes import heading
from gruquiz.suggesters.symbols import symbols_of

if TYPE_CHECKING:
    from gruquiz.cells import NoteCell

_QUOTE = re.compile(r"[ \t]*(?:>[ \t]?)+")
_CALLOUT = re.compile(r"\[!([\w -]+)(?:\|[^\]]*)?\][+-]?[ \t]*(.*)")
_BULLET = re.compile(r"[ \t]*(?:[-*+]|\d{1,3}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?")
_RULE = re.compile(r"[ \t]*(?:-[ \t]*){3,}$|[ \t]*(?:\*[ \t]*){3,}$|[ \t]*(?:_[ \t]*){3,}$")
# A bracket may not contain another, so that many opening brackets take linear time.
_TARGET = r"\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)"
_EMBED = re.compile(rf"!\[\[[^\[\]\n]*\]\]|!\[[^\[\]\n]*\]{_TARGET}")
_LINK = re.compile(rf"\[\[[^\[\]\n]*\]\]|\[[^\[\]\n]*\]{_TARGET}|<https?:[^<>\n]*>|https?://\S+")
_BLOCK_ID = re.compile(r"(?:^|[ \t]+)\^[A-Za-z0-9-]+$")
_WORD = re.compile(r"[^\W\d_]{2,}")
_BRACKETS = re.compile(r"(?<!\s)\s*\([^()]*\)")
_FINITE = re.compile(r"\b(?:is|are|has|have|was|were|does|do)\b")
_DISPLAY = re.compile(r"\$\$.*?\$\$")
_CAPTION = re.compile(r"(?:fig(?:ure|\.)?|image|table|source|credit|photo)\b[ .:\d]", re.IGNORECASE)
_ATTRIBUTION = re.compile(r"[ \t]*(?:--|[—–―])[ \t]*\S")
_PAGES = re.compile(r"\bpp?\.? ?\d+")
_REFERENCES = re.compile(
    r"\b(?:references?|bibliography|further reading|see also|recommended|related|links?|"
    r"sources?|resources?|read more|credits?|acknowledge?ments?|table of contents|contents"
    r"|changelog|todo)\b",
    re.IGNORECASE,
)
_CALL = re.compile(
    r"\blet me know\b|\bcheck (?:it |this |them )?out\b|\bsubscribe\b|\bclick (?:here|on)\b"
    r"|\bsign up\b|\bcomments? (?:section|below)\b|\bfollow me\b|\bkick ?start\b"
    r"|\byour search stops\b"
    r"|\bif you (?:are|have|want|would|like|need|remember|may)\b|\byou may\b|\bin case,? you\b"
    r"|\bI (?:will |would )?(?:suggest|recommend)\b|\bstay tuned\b|\bthanks? (?:you )?for\b"
    r"|\bin this (?:article|post|tutorial|video|blog|chapter|lecture)\b|\bthis (?:article|post)\b"
    r"|\barticle url\b|\bsee (?:the )?(?:figure|table|section|below|above)\b|\bhappy learning\b",
    re.IGNORECASE,
)
# Few paragraphs have one of these; only those are matched against the slow pattern above.
_CALL_WORDS = (
    *("let me", "check", "subscribe", "click", "sign up", "comment", "follow me", "kick", "stops"),
    *("if you", "you may", "in case", "suggest", "recommend", "stay tuned", "thank", "this art"),
    *("this post", "this tut", "this vid", "this blog", "this chap", "this lec", "url", "see "),
    "happy",
)
_TITLE_WORDS = 8


@dataclass(frozen=True, slots=True)
class Item:
    """A paragraph, bullet or title, joined to one line."""

    kind: str
    """`title`, `text`, `bullet` or `math`."""
    text: str
    line: int
    end_line: int
    headings: tuple[str, ...]
    title: str = ""
    """The heading or title-like line above it."""
    callout: str = ""
    """The type of the callout around it, in lower case."""


@dataclass(frozen=True, slots=True)
class PageFormula:
    """A formula of the note, with the item that it stands in."""

    latex: str
    display: bool
    item: Item
    order: int
    """The item's place in the page."""
    start: int
    """Where the formula with its dollars starts in the item's text."""
    of_cell: bool = False
    """Whether it states the cell of the note."""


class Stretch(NamedTuple):
    """The lines of a block, and the headings above it."""

    first: int
    last: int
    headings: tuple[str, ...]

    def holds(self, line: int) -> bool:
        """Whether a line of the note is in the block."""
        return self.first <= line <= self.last


@dataclass
class Page:
    """The content of a note that can be asked."""

    note: Note
    decks: tuple[str, ...]
    cell: "NoteCell | None" = None
    """The cell that the note's equations state, where they can state one."""
    blocks: tuple[Stretch, ...] = ()
    items: list[Item] = field(default_factory=list)
    formulas: list[PageFormula] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)

    @property
    def title(self) -> str:
        return self.note.title

    @cached_property
    def names(self) -> tuple[tuple[str, str], ...]:
        """The titles in lower case, each without its brackets and whole."""
        titles = dict.fromkeys(title.casefold() for title in (self.title, *self.titles))
        return tuple((_BRACKETS.sub("", title).strip(" :"), title) for title in titles)

    @cached_property
    def name_words(self) -> frozenset[str]:
        """The words of all titles, in lower case."""
        return frozenset(word for _, title in self.names for word in _WORD.findall(title))

    @cached_property
    def symbols(self) -> Mapping[str, str]:
        """The symbol that the note gives each term: "the update gate $z_t$"."""
        return symbols_of(item.text for item in self.items)

    @cached_property
    def facts(self) -> tuple[Item, ...]:
        """The paragraphs and bullets that state something."""
        return tuple(
            [item for item in self.items if item.kind in ("text", "bullet") and not is_idle(item)]
        )


def page_of(
    note: Note, blocks: Sequence[Block], decks: tuple[str, ...], cell: "NoteCell | None" = None
) -> Page:
    """The page of a note's blocks."""
    page = Page(note, decks, cell)
    if cell is not None:
        page.blocks = tuple([Stretch(b.start, b.end, b.headings) for b in blocks])
    for block in blocks:
        page.items.extend(_items(block))
    _entitle(page)
    for order, item in enumerate(page.items):
        if "$" in item.text and item.kind != "title":
            for region in scan(item.text).regions:
                if region.kind in ("math", "display"):
                    latex = item.text[region.inner_start : region.inner_end].strip()
                    page.formulas.append(
                        PageFormula(latex, region.kind == "display", item, order, region.start)
                    )
    return page


def holds_any(text: str, words: Sequence[str]) -> bool:
    """Whether a text holds one of some words; a generator would take three times as long."""
    for word in words:  # noqa: SIM110 - see above
        if word in text:
            return True
    return False


@lru_cache(maxsize=1024)
def is_idle(item: Item) -> bool:
    """Whether an item is a link, a reference, a credit or an aside, which is not asked."""
    text = item.text
    pictured = "![" in text
    if _ATTRIBUTION.match(text) or _CAPTION.match(
        _EMBED.sub("", text).strip() if pictured else text
    ):
        return True
    low = text.lower()
    if holds_any(low, _CALL_WORDS) and _CALL.search(text) is not None:
        return True
    if is_referring(item):
        return True
    linked = "[" in text or "http" in low
    bare = _LINK.sub("", _EMBED.sub("", text)) if linked else text
    if len(list(islice(_WORD.finditer(bare), 3))) < 3:
        return True
    return bare != text and _PAGES.search(bare) is not None and len(_WORD.findall(bare)) < 8


def is_referring(item: Item) -> bool:
    """Whether an item stands in a section of references, links or tasks."""
    return any(map(_is_reference, (*item.headings, item.title)))


@lru_cache(maxsize=4096)
def _is_reference(title: str) -> bool:
    return _REFERENCES.search(title) is not None


def _items(block: Block) -> Iterator[Item]:
    """The items of a block: a bullet, a callout's line or a blank quoted line starts a new one."""
    fenced = {i for fence in block.fences for i in range(fence.first, fence.last + 1)}
    callout = ""
    gathered: list[str] = []
    start = last = 0
    kind = "text"

    def flush() -> Iterator[Item]:
        text = " ".join(gathered)
        gathered.clear()
        if text:
            numbers = (block.start + start, block.start + last)
            yield Item(kind, text, *numbers, block.headings, "", callout)

    open_math = False
    for index, line in enumerate(block.lines):
        if index in fenced or index in block.removed:
            yield from flush()
            continue
        bare = _QUOTE.sub("", line, count=1) if ">" in line[:8] else line
        if "^" in bare:
            bare = _BLOCK_ID.sub("", bare)
        if open_math:
            gathered.append(bare.strip())
            last = index
            open_math = bare.count("$$") % 2 == 0
            continue
        low = bare.lstrip()
        sign = low[:1]
        head = _CALLOUT.match(low) if low.startswith("[!") else None
        if head is not None:
            yield from flush()
            callout = head[1].strip().lower()
            continue
        if not low or sign == "|" or (sign in "-*_" and _RULE.match(bare)):
            yield from flush()
            continue
        title = heading(low) if sign == "#" else None
        if title is not None:
            yield from flush()
            number = block.start + index
            yield Item("title", title[1], number, number, block.headings, "", callout)
            continue
        bullet = _BULLET.match(bare) if sign in "-*+" or sign.isdigit() else None
        if bullet is not None:
            yield from flush()
            bare = bare[bullet.end() :]
        if not gathered:
            start, kind = index, "bullet" if bullet is not None else "text"
        gathered.append(bare.strip())
        last = index
        open_math = bare.count("$$") % 2 == 1
    yield from flush()


def _entitle(page: Page) -> None:
    """Find title-like lines, give each item its title, and mark display formulas."""
    current = ""
    result: list[Item] = []
    previous_end = 0
    for item in page.items:
        kind = item.kind
        alone = item.line > previous_end + 1 or previous_end == 0
        previous_end = item.end_line
        if kind == "text" and alone and not item.callout and _is_title(item):
            kind = "title"
        elif kind in ("text", "bullet") and _is_display(item.text):
            kind = "math"
        if kind == "title":
            current = item.text
            if item.text not in page.titles:
                page.titles.append(item.text)
        result.append(
            Item(kind, item.text, item.line, item.end_line, item.headings, current, item.callout)
        )
    page.items = result


def _is_title(item: Item) -> bool:
    """A short line that opens with a capital and does not end as a sentence does."""
    text = item.text
    words = text.split()
    if not 1 <= len(words) <= _TITLE_WORDS or item.line != item.end_line:
        return False
    if "$" in text or "](" in text or "[[" in text or text[-1] in ".!?:;,…":
        return False
    names = [word for word in words if word[0].isalpha()]
    if not names or not (names[0][0].isupper() and _WORD.search(text)):
        return False
    # "Unlike LSTM, GRU has only one State" is a sentence: a title has no finite verb and comma.
    return "," not in text and _FINITE.search(text) is None


def _is_display(text: str) -> bool:
    if "$$" not in text:
        return False
    formulas = maths(text)
    if not any(formula.display for formula in formulas):
        return False
    return not _WORD.search(_DISPLAY.sub("", text))


def headings_without(item: Item, term: str) -> tuple[str, ...]:
    """The heading path up to the first heading that would give the term away."""
    words = {word.casefold() for word in re.findall(r"[^\W\d_]{4,}", term)}
    kept: list[str] = []
    for title in item.headings:
        if words & {word.casefold() for word in _WORD.findall(title)}:
            break
        kept.append(title)
    return tuple(kept)
