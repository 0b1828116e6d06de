"""Joining the library of another device: the union of both logs, folded anew.

Rows are known by their random ids, so merging twice, in either order, or by way of a third device
gives the same schedules. Of a card's text the one changed last is kept. Cards that both devices
made of the same text become one (`twins`).
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, Self

from gruquiz.errors import LibraryError
from gruquiz.library.arriving import Arriving
from gruquiz.library.log import LOG
from gruquiz.library.readings import INSERT_READING, JOINED
from gruquiz.library.rows import Held
from gruquiz.library.settling import Settling

JOIN_TOO = (
    "UPDATE main.card SET held = held | ?1 WHERE held & ?1 = 0 AND id IN "
    "(SELECT id FROM theirs.card WHERE held & ?1) RETURNING n"
)
FIRST_ORIGINS = (
    "SELECT label.text, mine.n FROM theirs.card JOIN main.card AS mine ON mine.id = card.id "
    "JOIN theirs.label ON label.n = card.origin JOIN main.label AS known ON known.n = mine.origin "
    "WHERE label.text < known.text"
)
THEIR_READINGS = (
    "SELECT reading.key, mine.n, reading.within, reading.time FROM theirs.reading "
    "JOIN theirs.card ON card.n = reading.card JOIN main.card AS mine ON mine.id = card.id "
    "WHERE card.n NOT IN (SELECT n FROM arriving) "
    "AND NOT EXISTS (SELECT 1 FROM main.reading AS known WHERE known.key = reading.key "
    "AND known.card = mine.n AND known.within = reading.within AND known.time <= reading.time)"
)
LOW = 0xFFFFFFFF
"""Bits of ids that are summed: of whole ones the sum would not fit."""
STANDING = (
    "SELECT (SELECT COUNT(*) FROM theirs.label), COUNT(*), SUM(id & ?1), SUM(origin), "
    "SUM(held & ?2) FROM theirs.card",
    "SELECT COUNT(*), SUM(key & ?1), SUM(time), SUM(within & ?1) FROM theirs.reading",
    "SELECT COUNT(*), SUM(time), SUM(line * 65537 + end_line), SUM(sibling), "
    "SUM(LENGTH(variant)), SUM(LENGTH(entry)), SUM(LENGTH(also)), SUM(LENGTH(anchor)), "
    "SUM(LENGTH(front)), SUM(LENGTH(back)) FROM theirs.content",
)
"""Sums that are others whenever their cards, readings or texts are."""
LOGGED_UNTIL = "SELECT COUNT(*), COALESCE(SUM(id & ?1), 0) FROM theirs.log WHERE seq <= ?2"
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
    "FROM fresh JOIN theirs.log USING (seq) LEFT JOIN theirs.card "
    "ON card.n = COALESCE(theirs.log.named, theirs.log.card) "
    "LEFT JOIN main.card AS mine ON mine.id = card.id "
    "ORDER BY theirs.log.seq"
)
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


class Merging(Settling):
    """Takes in other libraries."""

    def merge(
        self, other: Path | str, *, shown: bool = False, whole: bool = False, device: str = ""
    ) -> Merged:
        """Add what another library has and this one has not. The other is not touched.

        `shown` says that the other devices see that library too, and need not be told by this
        one, `whole` that the file was found sound; `device` names whose library it is, to read
        only what is new in it. Raises LibraryError where it cannot be read, is damaged or from a
        newer program.
        """
        self._refuse_itself(Path(other))
        with self._beside(Path(other), whole):
            self.agree()  # by itself: what it takes keeps nobody from grading
            with self.transaction():
                merged = self._take_in(device)
                if any(merged) and not shown:
                    self.keep_in_mind(BROUGHT, str(int(self.in_mind(BROUGHT) or 0) + 1))
                return merged

    def _refuse_itself(self, other: Path) -> None:
        """Raise LibraryError for this library's own file, by whatever name: a copy made of it by
        opening it would, when closed, take the locks of our connection away."""
        try:
            same = isinstance(self.path, Path) and self.path.samefile(other)
        except OSError:
            return  # one that is not there: copying it tells so
        if same:
            raise LibraryError(
                "this is the library itself: name the file of another device's", other
            )

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

    def _take_in(self, device: str) -> Merged:
        """Join `theirs` to this library; the caller's transaction."""
        touched = self.give_evidence()
        self.run("INSERT OR IGNORE INTO main.label (text) SELECT text FROM theirs.label ORDER BY n")
        before, shown, texts = self.end_of_log(), self._shown(), 0
        standing, known = self._their_standing(), {}
        if device:
            known = json.loads(self.in_mind(f"{JOINED}{device}") or "{}")
        if known.get("standing") != standing:
            texts = self._take_cards(touched)
            touched |= self.give_evidence()  # of where they stand here
        rows = self._take_rows(known.get("log"))
        twins = self.settle(before, touched) if touched or rows else 0
        if device:
            known = {"standing": standing, "log": self._their_log(None)}
            self.keep_in_mind(f"{JOINED}{device}", json.dumps(known))
        return Merged(max(self._shown() - shown, 0), texts, rows, twins)

    def _take_cards(self, touched: set[int]) -> int:
        """Their cards, texts and evidence; `touched` gains the cards that these concern. How many
        read otherwise now."""
        arriving = Arriving(self)
        touched.update(arriving.add_new())
        renewed, others = arriving.renew_texts()
        touched.update(renewed)
        touched.update(card for (card,) in self.rows(JOIN_TOO, (int(Held.JOINED),)))
        for text, number in self.rows(FIRST_ORIGINS):
            self.run("UPDATE card SET origin = ? WHERE n = ?", (self.label(text), number))
            touched.add(number)
        readings = self.rows(THEIR_READINGS)
        self.run_many(INSERT_READING, readings)
        touched.update(card for _, card, _, _ in readings)
        return others

    def _take_rows(self, known: Sequence[int] | None) -> int:
        """The rows of their log that are not here; `known` tells how far it was read, if it is
        still the same up to there."""
        since = known[0] if known and self._their_log(known[0]) == list(known) else 0
        self.run("CREATE TEMP TABLE IF NOT EXISTS fresh (id INTEGER PRIMARY KEY, seq INTEGER)")
        self.run("DELETE FROM fresh")
        self.run(
            "INSERT OR IGNORE INTO fresh (id, seq) SELECT id, seq FROM theirs.log WHERE seq > ?",
            (since,),
        )
        # The log is gone through, not asked row by row: its ids have no index.
        self.run(
            "DELETE FROM fresh WHERE id IN "
            "(SELECT log.id FROM main.log CROSS JOIN fresh ON fresh.id = log.id)"
        )
        return self.run(THEIR_LOG)

    def _their_standing(self) -> list[list[int | None]]:
        """What tells their cards, readings and texts from others."""
        values = (LOW, int(Held.JOINED))
        return [
            list(self.the_row(sums, values[: 1 + ("?2" in sums)] if "?1" in sums else ()))
            for sums in STANDING
        ]

    def _their_log(self, until: int | None) -> list[int]:
        """What tells their log up to a row, or its last one, from others."""
        if until is None:
            until = int(self.value("SELECT COALESCE(MAX(seq), 0) FROM theirs.log"))
        return [until, *self.the_row(LOGGED_UNTIL, (LOW, until))]

    def _shown(self) -> int:
        return int(self.value("SELECT COUNT(*) FROM card WHERE held & ? = 0", (int(Held.SAME),)))
