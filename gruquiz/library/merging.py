"""Joining the library of another device: the union of both logs, folded anew.

Rows are known by their random ids, so merging twice, in either order, or by way of a third device
gives the same schedules. Of a card's text the one changed last is kept. Cards that both devices
made of the same text become one (`twins`).
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, Self

from gruquiz.errors import LibraryError
from gruquiz.library.arriving import Arriving
from gruquiz.library.log import LOG
from gruquiz.library.rows import Held
from gruquiz.library.twins import Twins

JOIN_TOO = (
    "UPDATE main.card SET held = held | ?1 WHERE held & ?1 = 0 AND id IN "
    "(SELECT id FROM theirs.card WHERE held & ?1)"
)
FIRST_ORIGINS = (
    "SELECT label.text, mine.n FROM theirs.card JOIN main.card AS mine ON mine.id = card.id "
    "JOIN theirs.label ON label.n = card.origin JOIN main.label AS known ON known.n = mine.origin "
    "WHERE label.text < known.text"
)
THEIR_READINGS = (
    "INSERT INTO main.reading (key, card, within, time) "
    "SELECT reading.key, mine.n, reading.within, reading.time FROM theirs.reading "
    "JOIN theirs.card ON card.n = reading.card JOIN main.card AS mine ON mine.id = card.id "
    "WHERE true ON CONFLICT DO UPDATE SET time = excluded.time WHERE excluded.time < time"
)
_SAME_COLUMNS = [
    column for column in LOG.split(", ") if column not in ("card", "scheduler", "device", "merged")
]
THEIR_LOG = (
    f"INSERT INTO main.log ({', '.join(_SAME_COLUMNS)}, scheduler, device, card, named, merged) "
    f"SELECT {', '.join(f'theirs.log.{column}' for column in _SAME_COLUMNS)}, "
    "(SELECT known.n FROM main.label AS known JOIN theirs.label USING (text) "
    "WHERE label.n = theirs.log.scheduler), "
    "(SELECT known.n FROM main.label AS known JOIN theirs.label USING (text) "
    "WHERE label.n = theirs.log.device), "
    "COALESCE(mine.same, mine.n), CASE WHEN mine.same IS NULL THEN NULL ELSE mine.n END, 1 "
    "FROM theirs.log LEFT JOIN theirs.card "
    "ON card.n = COALESCE(theirs.log.named, theirs.log.card) "
    "LEFT JOIN main.card AS mine ON mine.id = card.id "
    "WHERE theirs.log.id NOT IN (SELECT id FROM main.log) ORDER BY theirs.log.seq"
)
TAKEN_BACK = "(SELECT target FROM log WHERE seq > ? AND target IS NOT NULL)"
"""The acts that rows after a place of the log take back."""


BROUGHT = "brought"
"""How often a merge brought something that only this library can show other devices."""


class Merged(NamedTuple):
    """What a merge brought."""

    cards: int
    """Cards that were not here, twins of ours left out."""
    texts: int
    """Cards whose text the other library had newer."""
    rows: int
    """Rows of the log that were not here."""
    twins: int = 0
    """Cards that turned out to be one with another."""


class Merging(Twins):
    """Takes in other libraries."""

    def merge(self, other: Path | str, *, shown: bool = False, whole: bool = False) -> Merged:
        """Add what another library has and this one has not. The other is not touched.

        `shown` says that the other devices see that library too, and need not be told by this
        one, `whole` that the file was found sound. Raises LibraryError where it cannot be read,
        is damaged or from a newer program.
        """
        with self._beside(Path(other), whole), self.transaction():
            merged = self._take_in()
            if any(merged) and not shown:
                self.keep_in_mind(BROUGHT, str(int(self.in_mind(BROUGHT) or 0) + 1))
            return merged

    def agree(self) -> int:
        """Have cards that an import made of a text known from another device be one with that;
        how many there were."""
        with self.transaction():
            self.give_evidence()
            return self._settle(self._end_of_log(), evidence=True)

    @contextmanager
    def _beside(self, other: Path, whole: bool) -> Iterator[None]:
        """A copy of another library, migrated and with its evidence, as the schema `theirs`."""
        import shutil  # with what it brings, a tenth of a start
        from tempfile import TemporaryDirectory

        with TemporaryDirectory(prefix="gruquiz-merge-", ignore_cleanup_errors=True) as folder:
            copy = Path(folder) / "other.db"
            try:
                shutil.copyfile(other, copy)
                log = other.with_name(other.name + "-wal")
                if log.exists():
                    shutil.copyfile(log, copy.with_name(copy.name + "-wal"))
            except OSError as error:
                raise LibraryError(f"it cannot be read: {error.strerror}", other) from error
            try:
                with self._opened(copy, whole) as theirs:
                    theirs.give_evidence()
            except LibraryError as error:
                raise LibraryError(error.message, other) from error
            self.run("ATTACH ? AS theirs", (str(copy),))
            try:
                yield
            finally:
                self.run("DETACH theirs")

    @classmethod
    def _opened(cls, copy: Path, whole: bool) -> Self:
        """A copy that nobody else will ever open: whether it reaches the disk does not matter."""
        theirs = cls.open(copy, create=False)
        theirs.run("PRAGMA synchronous = OFF")
        verdict = "ok" if whole else theirs.value("PRAGMA quick_check(1)")
        if verdict == "ok":
            return theirs
        theirs.close()
        raise LibraryError(f"the file is damaged: {verdict}", copy)

    def _take_in(self) -> Merged:
        """Join `theirs` to this library; the caller's transaction."""
        nothing = self.connection.total_changes
        self.give_evidence()
        self.run("INSERT OR IGNORE INTO main.label (text) SELECT text FROM theirs.label ORDER BY n")
        before, shown = self._end_of_log(), self._shown()
        arriving = Arriving(self)
        arriving.add_new()
        texts = arriving.renew_texts()
        self.run(JOIN_TOO, (int(Held.JOINED),))
        for text, number in self.rows(FIRST_ORIGINS):
            self.run("UPDATE card SET origin = ? WHERE n = ?", (self.label(text), number))
        self.run(THEIR_READINGS)
        evidence = self.connection.total_changes > nothing
        rows = self.run(THEIR_LOG)
        twins = self._settle(before, evidence) if evidence or rows else 0
        return Merged(max(self._shown() - shown, 0), texts, rows, twins)

    def _settle(self, before: int, evidence: bool) -> int:
        """Work out anew what follows from the log after `before` and, where there is any that is
        new, from the evidence; how many cards carry on for others now than did."""
        evidence |= self._withdraw()
        stale = set(self._stale(before))
        twins = self.find_twins() if evidence else []
        stale.update(twins)
        if evidence:
            self.show_newest()
        days = self._days(before, twins)
        self.renew_many(stale)
        placed = {card for (card,) in self.rows("SELECT card FROM log WHERE kind = 'deck'")}
        for number in sorted(stale & placed):
            self.settle_place(number)
        self._doubt(before)
        self.retally(days)
        return len(twins)

    def _end_of_log(self) -> int:
        return int(self.value("SELECT COALESCE(MAX(seq), 0) FROM main.log"))

    def _shown(self) -> int:
        return int(self.value("SELECT COUNT(*) FROM card WHERE held & ? = 0", (int(Held.SAME),)))

    def _withdraw(self) -> bool:
        """The cards of imports that were undone, wherever that was, are none; whether there are
        others of them now."""
        undone = "(SELECT target FROM log WHERE target IS NOT NULL)"
        bit = int(Held.WITHDRAWN)
        gone = self.run(
            f"UPDATE card SET held = held | ?1 WHERE held & ?1 = 0 AND act IN {undone}", (bit,)
        )
        back = self.run(
            f"UPDATE card SET held = held & ~?1 WHERE held & ?1 AND act NOT IN {undone}", (bit,)
        )
        return gone + back > 0

    def _stale(self, before: int) -> list[int]:
        """The cards that rows after a place of the log speak of, or take something back of."""
        found = self.rows(
            "SELECT card FROM log WHERE seq > ?1 AND card IS NOT NULL UNION "
            "SELECT card FROM log WHERE card IS NOT NULL AND COALESCE(act, id) IN "
            f"{TAKEN_BACK.replace('?', '?1')}",
            (before,),
        )
        return [card for (card,) in found]

    def _days(self, before: int, twins: Sequence[int]) -> list[int]:
        """The study days of which other answers are known now."""
        taken_back = TAKEN_BACK.replace("?", "?1")
        days = {
            day
            for (day,) in self.rows(
                "SELECT DISTINCT day FROM log WHERE kind IN ('review', 'repeat') "
                f"AND (seq > ?1 OR COALESCE(act, id) IN {taken_back})",
                (before,),
            )
        }
        for card in twins:
            days.update(day for (day,) in self.rows("SELECT day FROM log WHERE card = ?", (card,)))
        return sorted(days)

    def _doubt(self, before: int) -> None:
        """Read notes anew whose texts another device found lost, or back: here it may not be so."""
        self.run(
            "UPDATE note SET digest = x'', mtime_ns = 0 WHERE settings <> '' AND n IN "
            "(SELECT note FROM card WHERE n IN (SELECT card FROM log WHERE seq > ? "
            "AND kind IN ('missing', 'found')))",
            (before,),
        )
