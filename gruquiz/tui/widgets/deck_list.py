"""The decks as a tree with their counts, folded and unfolded by the arrow keys."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content
from textual.widgets.option_list import Option

from gruquiz.model import Deck, in_deck
from gruquiz.terminal import visible
from gruquiz.tui.counting import count
from gruquiz.tui.keymap import keys
from gruquiz.tui.widgets.drawn import Drawn, hanging
from gruquiz.tui.widgets.row_list import RowList

COUNTS = (("new", "$accent"), ("again", "$text-warning"), ("due", "$text-success"))


def count_width(width: int) -> int:
    """The width of one column of counts."""
    return 8 if width >= 60 else 6


def counts_of(numbers: Sequence[int], column: int) -> Content:
    """Counts in their columns, a dot for nothing."""
    return Content.assemble(
        *(
            (str(n).rjust(column), f"bold {style}") if n else ("·".rjust(column), "$quiet")
            for n, (_, style) in zip(numbers, COUNTS, strict=True)
        )
    )


class CountHeads(Drawn):
    """The names of the columns of counts, and what they count."""

    DEFAULT_CSS = """
    CountHeads { padding: 0 2 0 1; color: $quiet; }
    """

    nested = False
    """Whether there is a deck in a deck."""

    def show(self, decks: Sequence[Deck]) -> None:
        """Name the columns above these decks."""
        self.nested = any("/" in deck.name for deck in decks)
        self.redraw()

    def lines(self, width: int) -> list[Content]:
        column = count_width(width)
        names = "".join(name.rjust(column) for name, _ in COUNTS)
        room = width - len(names) - 1
        notes = ("Left today (including sub-decks)", "with sub-decks") if self.nested else ()
        note = next((f"  {note}" for note in notes if len(note) + 2 <= room), "")
        return [Content(note.ljust(width - len(names)) + names)]


class CountSums(Drawn):
    """The counts of all decks together."""

    DEFAULT_CSS = """
    CountSums { padding: 0 2 0 1; margin: 1 0; color: $quiet; }
    """

    sums: Sequence[int] = (0, 0, 0)

    def show(self, decks: Sequence[Deck]) -> None:
        """Add these decks up, where there are several: a deck holds its sub-decks."""
        outer = [deck for deck in decks if "/" not in deck.name]
        self.display = len(outer) > 1
        self.sums = [
            sum(column) for column in zip(*((d.new, d.learning, d.due) for d in outer), strict=True)
        ]
        self.redraw()

    def lines(self, width: int) -> list[Content]:
        counts = counts_of(self.sums, count_width(width))
        return [Content("  all decks").pad_right(width - 11 - counts.cell_length) + counts]


class DeckList(RowList):
    """Every deck, a deck's sub-decks below it unless folded."""

    BINDINGS: ClassVar[list[BindingType]] = keys("decks.study", "list.fold", "list.unfold")

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id, markup=False, compact=True)
        self.decks: Sequence[Deck] = ()
        self.warnings: Mapping[str, int] = {}
        self.folded: set[str] = set()

    @property
    def deck(self) -> Deck | None:
        """The deck under the cursor."""
        if self.highlighted is None:
            return None
        name = self.get_option_at_index(self.highlighted).id
        return next((deck for deck in self.decks if deck.name == name), None)

    def show(self, decks: Sequence[Deck], warnings: Mapping[str, int]) -> None:
        """Show these decks, the cursor staying on the deck where it was; `warnings` counts by deck
        what is to be settled."""
        before = self.deck
        self.decks, self.warnings = decks, warnings
        self._fill(before.name if before else None)

    def draw_rows(self) -> None:
        """Draw the rows for the width at hand."""
        self._fill(self.deck.name if self.deck else None)

    def _fill(self, cursor: str | None) -> None:
        self.row_width()
        names = {deck.name for deck in self.decks}
        parents = {name.rpartition("/")[0] for name in names}
        shown = [deck for deck in self.decks if not self._hidden(deck.name)]
        width = max(20, self.outer_size.width - 3)  # as the heads above, scroll bar or not
        self.clear_options()
        self.add_options(
            Option(self._row(deck, deck.name in parents, width), id=deck.name) for deck in shown
        )
        visible_names = [deck.name for deck in shown]
        if cursor is not None and cursor not in visible_names:
            cursor = next((n for n in visible_names if cursor.startswith(n + "/")), None)
        if shown:
            self.highlighted = visible_names.index(cursor) if cursor in visible_names else 0

    def _hidden(self, name: str) -> bool:
        return any(name.startswith(folded + "/") for folded in self.folded)

    def _to_settle(self, deck: str) -> int:
        """What is to be settled in a deck; of a folded one, in its sub-decks too."""
        if deck not in self.folded:
            return self.warnings.get(deck, 0)
        return sum(count for name, count in self.warnings.items() if in_deck(name, deck))

    def _row(self, deck: Deck, parent: bool, width: int) -> Content:
        *above, own = deck.name.split("/")
        sign = "  " if not parent else "▸ " if deck.name in self.folded else "▾ "
        indent = Content("  " * len(above)) + Content.styled(sign, "$quiet")
        column = count_width(width)
        room = width - indent.cell_length - 3 * column - 1
        title = Content(visible(own)).wrap(max(6, room))
        open_ = self._to_settle(deck.name)
        warnings_hint = f"  {count(open_, 'warning')}" if open_ else ""
        if len(title) == 1 and title[0].cell_length + len(warnings_hint) <= room:
            title = [title[0] + Content.styled(warnings_hint, "$text-warning")]
        lines = hanging(indent, title)
        counts = counts_of((deck.new, deck.learning, deck.due), column)
        gap = max(1, width - lines[0].cell_length - counts.cell_length)
        lines[0] = lines[0].pad_right(gap) + counts
        return Content("\n").join(lines)

    def action_fold(self) -> None:
        """Fold the deck, or else its parent."""
        deck = self.deck
        if deck is None:
            return
        parent = deck.name.rpartition("/")[0]
        has_children = any(other.name.startswith(deck.name + "/") for other in self.decks)
        name = deck.name if has_children and deck.name not in self.folded else parent
        if name:
            self.folded.add(name)
            self._fill(name)

    def action_unfold(self) -> None:
        """Unfold the deck."""
        deck = self.deck
        if deck is not None and deck.name in self.folded:
            self.folded.discard(deck.name)
            self._fill(deck.name)
