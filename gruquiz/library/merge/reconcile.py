"""What follows from rows of the log, cards and texts that came in: duplicates, withdrawn cards, and
which schedules, tallies and notes have to be worked out anew."""

from collections.abc import Sequence

from gruquiz.library.database import Database
from gruquiz.library.log.acts import Acts
from gruquiz.library.merge.dedupe import Duplicates
from gruquiz.library.merge.text_history import TextHistory
from gruquiz.library.rows import Held

TAKEN_BACK = "(SELECT target FROM log WHERE seq > ? AND target IS NOT NULL)"
"""The acts that rows after a place of the log take back."""


class Reconciler:
    """Brings everything that is derived up to date with a log that has grown."""

    def __init__(
        self, database: Database, acts: Acts, history: TextHistory, duplicates: Duplicates
    ) -> None:
        self.database = database
        self.acts = acts
        self.log = acts.log
        self.history = history
        self.duplicates = duplicates

    def own_cards(self) -> int:
        """Make one card of those that an import and another device made of the same text; how many
        there were."""
        with self.database.transaction():
            if self.history.is_current():  # as after most imports: texts that are lent can stay so
                return 0
            touched = self.history.update()
            return self.since(self.log.end(), touched)

    def since(self, before: int, touched: set[int]) -> int:
        """Work out anew what follows from the log after `before` and from what was touched; how
        many cards carry on for others now than did."""
        if touched or self._takes_back(before):  # else none of them can be news
            touched |= self._withdraw()
        if not touched and self.log.end() == before:
            return 0
        stale = set(self._stale(before))
        joined = self.duplicates.find(touched) if touched else []
        stale.update(joined)
        if touched:
            self.duplicates.show_newest(touched.union(joined))
        days = self._days(before, joined)
        self.log.states.refresh_many(stale)
        placed = {
            card for (card,) in self.database.rows("SELECT card FROM log WHERE kind = 'deck'")
        }
        for number in sorted(stale & placed):
            self.acts.settle_deck(number)
        self._read_notes_again(before)
        self.acts.tallies.recount(days)
        self.database.run("DELETE FROM unproven")  # what was lent here is no news
        return len(joined)

    def _withdraw(self) -> set[int]:
        """The cards of imports that were undone, wherever that was, are none; the cards of which
        that is news."""
        undone = "(SELECT target FROM log WHERE target IS NOT NULL)"
        bit = int(Held.WITHDRAWN)
        gone = self.database.rows(
            f"UPDATE card SET held = held | ?1 WHERE held & ?1 = 0 AND act IN {undone} RETURNING n",
            (bit,),
        )
        back = self.database.rows(
            f"UPDATE card SET held = held & ~?1 WHERE held & ?1 AND act NOT IN {undone} "
            "RETURNING n",
            (bit,),
        )
        return {card for (card,) in (*gone, *back)}

    def _stale(self, before: int) -> list[int]:
        """The cards that rows after a place of the log speak of, or take something back of."""
        new = "SELECT card FROM log WHERE seq > ?1 AND card IS NOT NULL"
        if not self._takes_back(before):
            return [card for (card,) in self.database.rows(new.replace("?1", "?"), (before,))]
        found = self.database.rows(
            f"{new} UNION "
            "SELECT card FROM log WHERE card IS NOT NULL AND COALESCE(act, id) IN "
            f"{TAKEN_BACK.replace('?', '?1')}",
            (before,),
        )
        return [card for (card,) in found]

    def _days(self, before: int, joined: Sequence[int]) -> list[int]:
        """The study days of which other answers are known now."""
        taken_back = f"OR COALESCE(act, id) IN {TAKEN_BACK.replace('?', '?1')}"
        if not self._takes_back(before):
            taken_back = ""  # which would go through the whole log
        days = {
            day
            for (day,) in self.database.rows(
                "SELECT DISTINCT day FROM log WHERE kind IN ('review', 'repeat') "
                f"AND (seq > ?1 {taken_back})",
                (before,),
            )
        }
        if joined:
            self.duplicates.touch(joined)
            days.update(
                day
                for (day,) in self.database.rows(
                    "SELECT DISTINCT day FROM touched JOIN log ON log.card = touched.card"
                )
            )
        return sorted(days)

    def _takes_back(self, before: int) -> bool:
        """Whether any row after a place of the log takes something back."""
        return (
            self.database.row(
                "SELECT 1 FROM log WHERE seq > ? AND target IS NOT NULL LIMIT 1", (before,)
            )
            is not None
        )

    def _read_notes_again(self, before: int) -> None:
        """Read notes anew whose texts another device found lost, or back: here it may not be so."""
        self.database.run(
            "UPDATE note SET digest = x'', mtime_ns = 0 WHERE settings <> '' AND n IN "
            "(SELECT note FROM card WHERE n IN (SELECT card FROM log WHERE seq > ? "
            "AND kind IN ('missing', 'found')))",
            (before,),
        )
