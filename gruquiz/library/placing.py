"""The deck that the learner put a card in, whatever its note says."""

from collections.abc import Sequence
from datetime import datetime

from gruquiz.library.answers import Play
from gruquiz.library.batches import Batches
from gruquiz.model import LogKind

LAST_PLACED = (
    "SELECT after FROM log WHERE card = ? AND kind = 'deck' AND NOT EXISTS "
    "(SELECT 1 FROM log AS taken WHERE taken.target = COALESCE(log.act, log.id)) "
    "ORDER BY time DESC, id DESC LIMIT 1"
)


class Placing(Batches):
    """Moves cards; a card moved by hand stays there when its note is read again."""

    def place(self, plays: Sequence[Play], deck: str, now: datetime) -> None:
        """Put cards into a deck, as one act."""
        with self.transaction():
            self.act(plays, LogKind.DECK, now, [deck] * len(plays))
            for play in plays:
                self.settle_place(play.number)

    def settle_place(self, number: int) -> None:
        """Put a card where its log says, or else where its note does."""
        deck, own = self.the_row("SELECT deck, own FROM card WHERE n = ?", (number,))
        noted = deck if own is None else own
        row = self.row(LAST_PLACED, (number,))
        target = noted if row is None else self.deck_number(row[0])
        if target != deck:
            self.tally_again(self.answer_rows("log.card = ?", number), -1)
        self.run(
            "UPDATE card SET deck = ?, own = ? WHERE n = ?",
            (target, None if row is None else noted, number),
        )
        if target != deck:
            self.tally_again(self.answer_rows("log.card = ?", number), 1)
        self.run("DELETE FROM card_deck WHERE card = ? AND deck = ?", (number, target))
