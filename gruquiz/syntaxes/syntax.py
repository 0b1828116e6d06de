"""How cards are written: separators, cloze patterns and guards, as data."""

import re
from dataclasses import dataclass
from functools import cache

HIGHLIGHT = "==[123;;]answer[;;hint]=="
BOLD = "**[123;;]answer[;;hint]**"
CURLY = "{{[123;;]answer[;;hint]}}"


@dataclass(frozen=True, slots=True)
class Syntax:
    """The marks that make cards; the defaults are those of the Obsidian plug-in."""

    inline: str = "::"
    inline_reversed: str = ":::"
    question: str = "?"
    question_reversed: str = "??"
    end_marker: str = ""
    """A line that alone ends a card, where the learner has one; blank lines then stay inside."""
    clozes: tuple[str, ...] = (HIGHLIGHT,)
    """Patterns in which the words `123`, `answer` and `hint` stand for themselves."""
    one_way: bool = False
    """`??` makes one card, front to back."""
    guess_one_way: bool = True
    """The same for a source whose schedules all say so."""
    flashcard_tags: tuple[str, ...] = ("flashcards",)
    folder_decks: bool = False
    """Decks are folders, tags are ignored."""
    guard_code: bool = True
    """`std::vector` and `a[1::2]` are code, not cards."""
    guard_tables: bool = True
    """A separator in a table row makes no card."""
    guard_inline_code: bool = True
    """A separator inside inline code makes no card; inside a fence it never does."""
    guard_maths: bool = True
    """A separator inside a formula makes no card."""
    guard_links: bool = True
    """A separator inside a link, an address or a wiki link makes no card."""
    guard_highlights: bool = True
    """`a == b and c == d`, a highlight in code or maths and `===x===` are no clozes; without it
    whatever lies between two `==` of a line is one, as the plug-in reads it."""
    percent_comments: bool = True
    """`%%…%%` is a comment, as Obsidian hides it."""

    def may_hold_cards(self, text: str) -> bool:
        """Whether a closer look is worth while: a quick no for most notes of a vault."""
        return signs(self).show_in(text)

    def is_flashcard_tag(self, tag: str) -> bool:
        """Whether a tag, without `#`, is one of the flashcard tags or below one."""
        return any(tag == name or tag.startswith(name + "/") for name in self.flashcard_tags)


_DRILL = re.compile(r"(?:`{3,}|~{3,})[ \t]*drill\b")


@dataclass(frozen=True, slots=True)
class Signs:
    """What may show a card: wherever it stands, where it opens a cloze, alone on its line.

    Each pattern begins with its mark and is tried only where that was found, and each mark only
    where its first letter was: a search for all at once looks at every letter of a vault and
    costs ten times as much, and one letter is found ten times as fast as two.
    """

    plain: tuple[str, ...]
    openings: tuple[tuple[str, re.Pattern[str]], ...]
    alone: tuple[tuple[str, re.Pattern[str]], ...]

    def show_in(self, text: str) -> bool:
        """Whether one of them stands in a text."""
        for mark in self.plain:
            if mark[0] in text and mark in text:
                return True
        for mark, pattern in self.openings:
            if mark[0] in text and mark in text and pattern.search(text):
                return True
        for mark, pattern in self.alone:
            if mark[0] in text and mark in text and _stands_alone(text, pattern):
                return True
        return False

    def within(self, text: str) -> "Signs":
        """Those whose marks a text holds: all that its parts need to be asked about."""
        return Signs(
            tuple([mark for mark in self.plain if mark in text]),
            tuple([sign for sign in self.openings if sign[0] in text]),
            tuple([sign for sign in self.alone if sign[0] in text]),
        )


@cache
def signs(syntax: Syntax) -> Signs:
    """The signs of a syntax's cards."""
    marks = [mark for mark in (syntax.inline, syntax.inline_reversed) if mark] + ["<!--SR:"]
    # Where `:::` stands, `::` does: what holds another mark need not be looked for.
    plain = tuple([mark for mark in marks if not any(o in mark for o in marks if o != mark)])
    openings = [pattern.partition("answer")[0].partition("[")[0] for pattern in syntax.clozes]
    clozes = tuple((mark, _opening(mark, syntax)) for mark in openings if mark)
    lone = (syntax.question, syntax.question_reversed)
    alone = [(mark, re.compile(rf"{re.escape(mark)}[ \t]*(?:\n|\Z)")) for mark in lone if mark]
    return Signs(plain, clozes, (*alone, ("drill", _DRILL)))


def _opening(mark: str, syntax: Syntax) -> re.Pattern[str]:
    """What opens a cloze: its mark, and directly behind it something else that is not blank."""
    if mark == "==" and not syntax.guard_highlights:
        return re.compile(mark)
    return re.compile(rf"{re.escape(mark)}(?=[^\s{re.escape(mark[-1])}])")


def _stands_alone(text: str, pattern: re.Pattern[str]) -> bool:
    """Whether only quotation marks stand before some match on its line."""
    return any(
        not text[text.rfind("\n", 0, match.start()) + 1 : match.start()].strip(" \t>")
        for match in pattern.finditer(text)
    )
