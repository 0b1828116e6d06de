"""Joining the library of another device: the union of both logs, folded anew.

Rows are known by their random ids, so merging twice, in either order, or by way of a third device
gives the same schedules. Of a card's text the one changed last is kept. Cards that both devices
made of the same text become one (`dedupe`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from gruquiz.errors import LibraryError
from gruquiz.foreign import Refusals
from gruquiz.library.database import Database
from gruquiz.library.log.acts import Acts
from gruquiz.library.log.review_log import COLUMNS
from gruquiz.library.merge.clean_copy import CleanCopy, Remembered
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
OF_NO_CARD = (
    "DELETE FROM fresh WHERE seq IN (SELECT seq FROM fresh CROSS JOIN theirs.log USING (seq) "
    "JOIN theirs.card ON card.n = COALESCE(log.named, log.card) "
    "WHERE card.id NOT IN (SELECT id FROM main.card))"
)
"""The rows about cards that did not come."""


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


class _Task(NamedTuple):
    """How a file is to be joined; see `Merge.join`."""

    shown: bool
    whole: bool
    device: str
    refusals: Refusals


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
        self,
        other: Path | str,
        *,
        shown: bool = False,
        whole: bool = False,
        device: str = "",
        refusals: Refusals | None = None,
    ) -> Merged:
        """Add what another library has and this one has not. The other is not touched.

        `shown`: the other devices see that library too, and need not get it from this one.
        `whole`: the file is a private copy that was found whole. `device`: whose library it is, to
        read only what is new in it. What no library can hold is left out, and counted in
        `refusals`. Raises
        LibraryError where the file cannot be read, is damaged or from a newer program.
        """
        other = Path(other)
        refusals = Refusals() if refusals is None else refusals
        self._refuse_itself(other)
        with temporary_folder("merge") as folder:
            private = other if whole else _copied(other, folder / "other.db")
            self.reconcile()  # by itself: what it takes keeps nobody from grading
            for known in (self._remembered(device), Remembered()):
                merged = self._join(private, other, known, _Task(shown, whole, device, refusals))
                if merged is not None:
                    return merged
        raise AssertionError  # whoever knows nothing of a file is not outdated

    def _join(self, file: Path, other: Path, known: Remembered, task: "_Task") -> Merged | None:
        """Join a private copy; None where what was known of it is outdated meanwhile."""
        refusals = Refusals()
        with temporary_folder("merge") as folder:
            clean, copy = folder / "clean.db", CleanCopy(self.database, other, refusals)
            copy.write(file, clean, known, whole=task.whole)
            with self._attached(clean), self.database.transaction():
                touched = self.history.update()
                if known != Remembered() and self._remembered(task.device) != known:
                    return None
                merged = self._take_in(touched, copy)
                if any(merged) and not task.shown:
                    self.meta.set(BROUGHT, str(int(self.meta.get(BROUGHT) or 0) + 1))
                if task.device and not refusals and copy.found.log is not None:
                    self.meta.set(f"{JOINED}{task.device}", copy.found.text())
            task.refusals.add_all(refusals)
            return merged

    def _remembered(self, device: str) -> Remembered:
        """What is known of a device's file."""
        return Remembered.read(self.meta.get(f"{JOINED}{device}") if device else None)

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
    def _attached(self, clean: Path) -> Iterator[None]:
        """A file of ours as the schema `theirs`."""
        self.database.run("ATTACH ? AS theirs", (str(clean),))
        try:
            yield
        finally:
            self.database.run("DETACH theirs")

    def _take_in(self, touched: set[int], copy: CleanCopy) -> Merged:
        """Join `theirs` to this library; the caller's transaction."""
        self.database.run(
            "INSERT OR IGNORE INTO main.label (text) SELECT text FROM theirs.label ORDER BY n"
        )
        before, shown, texts = self.log.end(), self._shown(), 0
        if copy.has_cards:
            texts = self._take_cards(touched)
            touched |= self.history.update()  # of their places here
        rows = self._take_rows(copy.refusals)
        duplicates = self._reconciler.since(before, touched) if touched or rows else 0
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

    def _take_rows(self, refusals: Refusals) -> int:
        """The rows of their log that are not here."""
        self.database.run(
            "CREATE TEMP TABLE IF NOT EXISTS fresh (id INTEGER PRIMARY KEY, seq INTEGER)"
        )
        self.database.run("DELETE FROM fresh")
        self.database.run("INSERT OR IGNORE INTO fresh (id, seq) SELECT id, seq FROM theirs.log")
        # The log is gone through, not asked row by row: its ids have no index.
        self.database.run(
            "DELETE FROM fresh WHERE id IN "
            "(SELECT log.id FROM main.log CROSS JOIN fresh ON fresh.id = log.id)"
        )
        left_out = self.database.run(OF_NO_CARD)
        if left_out:
            refusals.add("log", "its card's text is missing or was refused", left_out)
        return self.database.run(THEIR_LOG)

    def _shown(self) -> int:
        return int(
            self.database.value("SELECT COUNT(*) FROM card WHERE held & ? = 0", (int(Held.SAME),))
        )


def _copied(other: Path, copy: Path) -> Path:
    """A private copy of a file and its log, which nobody changes while it is read."""
    import shutil  # with what it brings, a tenth of a start

    try:
        shutil.copyfile(other, copy)
        log = other.with_name(other.name + "-wal")
        if log.exists():
            shutil.copyfile(log, copy.with_name(copy.name + "-wal"))
    except OSError as error:
        raise LibraryError(f"it cannot be read: {error.strerror}", other) from error
    return copy
