"""Joining the library of another device: the union of both logs, folded anew.

Rows are known by their random ids, so merging twice, in either order, or by way of a third device
gives the same schedules. Of a card's text the one changed last is kept. Cards that both devices
made of the same text become one (`dedupe`).
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from gruquiz.errors import LibraryError
from gruquiz.library.database import Database
from gruquiz.library.database_file import open_database
from gruquiz.library.log.acts import Acts
from gruquiz.library.log.review_log import COLUMNS
from gruquiz.library.merge.dedupe import Duplicates
from gruquiz.library.merge.incoming_cards import IncomingCards
from gruquiz.library.merge.reconcile import Reconciler
from gruquiz.library.merge.text_history import BROUGHT, INSERT_FINGERPRINT, JOINED, TextHistory
from gruquiz.library.meta import Meta
from gruquiz.library.notes.texts import CardTexts
from gruquiz.library.rows import Held
from gruquiz.temporary import temporary_folder

JOIN_TOO = (
    "UPDATE main.card SET held = held | ?1 WHERE held & ?1 = 0 AND id IN "
    "(SELECT id FROM theirs.card WHERE held & ?1) RETURNING n"
)
FIRST_ORIGINS = (
    "SELECT label.text, mine.n FROM theirs.card JOIN main.card AS mine ON mine.id = card.id "
    "JOIN theirs.label ON label.n = card.origin JOIN main.label AS known ON known.n = mine.origin "
    "WHERE label.text < known.text"
)
THEIR_FINGERPRINTS = (
    "SELECT reading.key, mine.n, reading.within, reading.time FROM theirs.reading "
    "JOIN theirs.card ON card.n = reading.card JOIN main.card AS mine ON mine.id = card.id "
    "WHERE card.n NOT IN (SELECT n FROM incoming) "
    "AND NOT EXISTS (SELECT 1 FROM main.reading AS known WHERE known.key = reading.key "
    "AND known.card = mine.n AND known.within = reading.within AND known.time <= reading.time)"
)
LOW = 0xFFFFFFFF
"""Bits of ids that are summed: of whole ones the sum would not fit."""
CHECKSUMS = (
    "SELECT (SELECT COUNT(*) FROM theirs.label), COUNT(*), SUM(id & ?1), SUM(origin), "
    "SUM(held & ?2) FROM theirs.card",
    "SELECT COUNT(*), SUM(key & ?1), SUM(time), SUM(within & ?1) FROM theirs.reading",
    "SELECT COUNT(*), SUM(time), SUM(line * 65537 + end_line), SUM(sibling), "
    "SUM(LENGTH(variant)), SUM(LENGTH(entry)), SUM(LENGTH(also)), SUM(LENGTH(anchor)), "
    "SUM(LENGTH(front)), SUM(LENGTH(back)) FROM theirs.content",
)
"""Sums that change whenever their cards, their history of texts or their texts do."""
LOGGED_UNTIL = "SELECT COUNT(*), COALESCE(SUM(id & ?1), 0) FROM theirs.log WHERE seq <= ?2"
_SAME_COLUMNS = [
    column
    for column in COLUMNS.split(", ")
    if column not in ("card", "scheduler", "device", "merged")
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


class Merged(NamedTuple):
    """What a merge brought."""

    cards: int
    """Cards that were not here, without duplicates of ours."""
    texts: int
    """Cards whose text the other library had newer."""
    rows: int
    """Rows of the log that were not here."""
    duplicates: int = 0
    """Cards that turned out to be one with another."""


class Merge:
    """Takes in other libraries."""

    def __init__(self, database: Database, acts: Acts, texts: CardTexts) -> None:
        self.database = database
        self.log = acts.log
        self.history = TextHistory(database, acts.log, texts)
        self._reconciler = Reconciler(database, acts, self.history, Duplicates(database, texts))
        self.meta = Meta(database)

    def reconcile(self) -> int:
        """Make one card of those that an import and another device made of the same text; how many
        there were."""
        return self._reconciler.own_cards()

    def join(
        self, other: Path | str, *, shown: bool = False, whole: bool = False, device: str = ""
    ) -> Merged:
        """Add what another library has and this one has not. The other is not touched.

        `shown`: the other devices see that library too, and need not get it from this one.
        `whole`: the file was found sound. `device`: whose library it is, to read only what is new
        in it. Raises LibraryError where it cannot be read, is damaged or from a newer program.
        """
        self._refuse_itself(Path(other))
        with self._beside(Path(other), whole):
            self.reconcile()  # by itself: what it takes keeps nobody from grading
            with self.database.transaction():
                merged = self._take_in(device)
                if any(merged) and not shown:
                    self.meta.set(BROUGHT, str(int(self.meta.get(BROUGHT) or 0) + 1))
                return merged

    def _refuse_itself(self, other: Path) -> None:
        """Raise LibraryError for this library's own file, by whatever name: a copy made of it by
        opening it would, when closed, take the locks of our connection away."""
        try:
            same = isinstance(self.database.path, Path) and self.database.path.samefile(other)
        except OSError:
            return  # one that is not there: copying it gives the error
        if same:
            raise LibraryError(
                "this is the library itself: name the file of another device's", other
            )

    @contextmanager
    def _beside(self, other: Path, whole: bool) -> Iterator[None]:
        """A copy of another library, migrated and with its history, as the schema `theirs`."""
        import shutil  # with what it brings, a tenth of a start

        with temporary_folder("merge") as folder:
            copy = folder / "other.db"
            try:
                shutil.copyfile(other, copy)
                log = other.with_name(other.name + "-wal")
                if log.exists():
                    shutil.copyfile(log, copy.with_name(copy.name + "-wal"))
            except OSError as error:
                raise LibraryError(f"it cannot be read: {error.strerror}", other) from error
            try:
                with self._opened(copy, whole) as theirs:
                    TextHistory.of(theirs).update()
            except LibraryError as error:
                raise LibraryError(error.message, other) from error
            self.database.run("ATTACH ? AS theirs", (str(copy),))
            try:
                yield
            finally:
                self.database.run("DETACH theirs")

    @staticmethod
    def _opened(copy: Path, whole: bool) -> Database:
        """A copy that nobody else will ever open: whether it reaches the disk does not matter."""
        theirs = open_database(copy, create=False)
        theirs.run("PRAGMA synchronous = OFF")
        verdict = "ok" if whole else theirs.value("PRAGMA quick_check(1)")
        if verdict == "ok":
            return theirs
        theirs.close()
        raise LibraryError(f"the file is damaged: {verdict}", copy)

    def _take_in(self, device: str) -> Merged:
        """Join `theirs` to this library; the caller's transaction."""
        touched = self.history.update()
        self.database.run(
            "INSERT OR IGNORE INTO main.label (text) SELECT text FROM theirs.label ORDER BY n"
        )
        before, shown, texts = self.log.end(), self._shown(), 0
        checksums, known = self._their_checksums(), {}
        if device:
            known = json.loads(self.meta.get(f"{JOINED}{device}") or "{}")
        if known.get("standing") != checksums:
            texts = self._take_cards(touched)
            touched |= self.history.update()  # of their places here
        rows = self._take_rows(known.get("log"))
        duplicates = self._reconciler.since(before, touched) if touched or rows else 0
        if device:
            known = {"standing": checksums, "log": self._their_log(None)}
            self.meta.set(f"{JOINED}{device}", json.dumps(known))
        return Merged(max(self._shown() - shown, 0), texts, rows, duplicates)

    def _take_cards(self, touched: set[int]) -> int:
        """Their cards, texts and history; `touched` gains the cards that these concern. How many
        differ visibly now."""
        incoming = IncomingCards(self.database, self.history)
        touched.update(incoming.add_new())
        renewed, others = incoming.renew_texts()
        touched.update(renewed)
        touched.update(card for (card,) in self.database.rows(JOIN_TOO, (int(Held.JOINED),)))
        for text, number in self.database.rows(FIRST_ORIGINS):
            self.database.run(
                "UPDATE card SET origin = ? WHERE n = ?", (self.log.labels.number(text), number)
            )
            touched.add(number)
        fingerprints = self.database.rows(THEIR_FINGERPRINTS)
        self.database.run_many(INSERT_FINGERPRINT, fingerprints)
        touched.update(card for _, card, _, _ in fingerprints)
        return others

    def _take_rows(self, known: Sequence[int] | None) -> int:
        """The rows of their log that are not here; `known` is how far it was read, which
        counts if it is still the same up to there."""
        since = known[0] if known and self._their_log(known[0]) == list(known) else 0
        self.database.run(
            "CREATE TEMP TABLE IF NOT EXISTS fresh (id INTEGER PRIMARY KEY, seq INTEGER)"
        )
        self.database.run("DELETE FROM fresh")
        self.database.run(
            "INSERT OR IGNORE INTO fresh (id, seq) SELECT id, seq FROM theirs.log WHERE seq > ?",
            (since,),
        )
        # The log is gone through, not asked row by row: its ids have no index.
        self.database.run(
            "DELETE FROM fresh WHERE id IN "
            "(SELECT log.id FROM main.log CROSS JOIN fresh ON fresh.id = log.id)"
        )
        return self.database.run(THEIR_LOG)

    def _their_checksums(self) -> list[list[int | None]]:
        """`CHECKSUMS` of their library."""
        values = (LOW, int(Held.JOINED))
        return [
            list(self.database.the_row(sums, values[: 1 + ("?2" in sums)] if "?1" in sums else ()))
            for sums in CHECKSUMS
        ]

    def _their_log(self, until: int | None) -> list[int]:
        """A checksum of their log up to a row, or to its last one."""
        if until is None:
            until = int(self.database.value("SELECT COALESCE(MAX(seq), 0) FROM theirs.log"))
        return [until, *self.database.the_row(LOGGED_UNTIL, (LOW, until))]

    def _shown(self) -> int:
        return int(
            self.database.value("SELECT COUNT(*) FROM card WHERE held & ? = 0", (int(Held.SAME),))
        )
