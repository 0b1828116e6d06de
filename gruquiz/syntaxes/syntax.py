"""How cards are written: separators, cloze patterns and guards, as data."""

from dataclasses import dataclass

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
    any text between two `==` of a line is one, as the plug-in reads it."""
    percent_comments: bool = True
    """`%%…%%` is a comment, as Obsidian hides it."""

    def is_flashcard_tag(self, tag: str) -> bool:
        """Whether a tag, without `#`, is one of the flashcard tags or below one."""
        return any(tag == name or tag.startswith(name + "/") for name in self.flashcard_tags)
