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
        """Whether a look at the blocks is worth while: a quick no for most notes of a vault."""
        return _candidates(self).search(text) is not None

    def is_flashcard_tag(self, tag: str) -> bool:
        """Whether a tag, without `#`, is one of the flashcard tags or below one."""
        return any(tag == name or tag.startswith(name + "/") for name in self.flashcard_tags)


@cache
def _candidates(syntax: Syntax) -> re.Pattern[str]:
    lines = (syntax.question, syntax.question_reversed)
    parts = [re.escape(mark) for mark in (syntax.inline, syntax.inline_reversed) if mark]
    parts += [rf"^[ \t>]*{re.escape(mark)}[ \t]*$" for mark in lines if mark]
    openings = [pattern.partition("answer")[0].partition("[")[0] for pattern in syntax.clozes]
    parts += [re.escape(opening) for opening in openings if opening]
    parts += ["<!--SR:", r"^[ \t>]*(?:`{3,}|~{3,})[ \t]*drill"]
    return re.compile("|".join(parts), re.MULTILINE)
