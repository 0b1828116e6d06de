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
    flashcard_tags: tuple[str, ...] = ("flashcards",)
    folder_decks: bool = False
    """Decks are folders, tags are ignored."""
    guard_code: bool = True
    """`std::vector` and `a[1::2]` are code, not cards."""
    guard_tables: bool = True
    """A separator in a table row makes no card."""
    percent_comments: bool = True
    """`%%…%%` is a comment, as Obsidian hides it."""

    def may_hold_cards(self, text: str) -> bool:
        """Whether a closer look is worth while: a quick no for most notes of a vault."""
        plain, openings, lines = _marks(self)
        if any(mark in text for mark in plain):
            return True
        if any(mark in text and pattern.search(text) for mark, pattern in openings):
            return True
        if any(mark in text and _stands_alone(text, pattern) for mark, pattern in lines):
            return True
        return "drill" in text and _stands_alone(text, _DRILL)

    def is_flashcard_tag(self, tag: str) -> bool:
        """Whether a tag, without `#`, is one of the flashcard tags or below one."""
        return any(tag == name or tag.startswith(name + "/") for name in self.flashcard_tags)


_DRILL = re.compile(r"(?:`{3,}|~{3,})[ \t]*drill\b")

Searched = tuple[tuple[str, re.Pattern[str]], ...]


@cache
def _marks(syntax: Syntax) -> tuple[tuple[str, ...], Searched, Searched]:
    """What shows a card wherever it stands, what opens a cloze, what does alone on its line.

    Each pattern begins with its mark and is tried only where that was found: a search for all
    at once looks at every letter of a vault and costs ten times as much.
    """
    plain = (*(mark for mark in (syntax.inline, syntax.inline_reversed) if mark), "<!--SR:")
    openings = [pattern.partition("answer")[0].partition("[")[0] for pattern in syntax.clozes]
    clozes = tuple(
        (mark, re.compile(rf"{re.escape(mark)}(?=[^\s{re.escape(mark[-1])}])"))
        for mark in openings
        if mark
    )
    alone = (syntax.question, syntax.question_reversed)
    lines = [(mark, re.compile(rf"{re.escape(mark)}[ \t]*(?:\n|\Z)")) for mark in alone if mark]
    return plain, clozes, tuple(lines)


def _stands_alone(text: str, pattern: re.Pattern[str]) -> bool:
    """Whether only quotation marks stand before some match on its line."""
    return any(
        not text[text.rfind("\n", 0, match.start()) + 1 : match.start()].strip(" \t>")
        for match in pattern.finditer(text)
    )
