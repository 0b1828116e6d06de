"""The same cards in our library and in Anki's, made from a seed, on a folder of the caller's."""

import random
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import blake2b
from itertools import count, islice
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory
from typing import Any

from gruquiz.config import Config, DeckOptions
from gruquiz.exchange.card_import import import_cards
from gruquiz.exchange.tsv import read_table
from gruquiz.library import Library
from gruquiz.model import Face, FoundCard, Kind, Note, NoteChange, Schedule
from gruquiz.session import Session
from tests.benchmarks.scope import places

NOW = datetime.now(UTC).replace(microsecond=0)
"""Anki has no other clock than the machine's, so ours is set to the same."""
TODAY = (NOW - timedelta(hours=4)).date()
MOST = 9999
"""Cards a day; Anki takes no higher limit."""

LEAST, MANY = 3_000, 50_000
"""Cards due: a tenth of all within these bounds, where there are so many."""
OURS, THEIRS = "library.db", "collection.anki2"

NOTE = 100_000
"""Cards of one note."""

_random = random.Random(5)
WORDS = tuple("".join(_random.choices("abcdefghijklmnop", k=6)) for _ in range(5000))


@dataclass(frozen=True, slots=True)
class Made:
    """A card as both get it."""

    front: str
    back: str
    late: int
    """Days since it fell due; negative while it is not."""
    interval: int


def cards(count: int, due: float | None = None) -> Iterator[Made]:
    """Cards of some 140 letters, a share of them due within the last ten days."""
    text, chance = random.Random(count), random.Random(count + 1)
    for number in range(count):
        front = f"What is {' '.join(text.choices(WORDS, k=8))} {number}?"
        back = " ".join(text.choices(WORDS, k=12))
        now = due is not None and chance.random() < due
        late = chance.randint(0, 10) if now else -chance.randint(1, 300)
        yield Made(front, back, late, chance.randint(10, 300))


def table(folder: Path, count: int) -> Path:
    """The cards as a file of two columns."""
    path = folder / f"cards{count}.tsv"
    with path.open("w", encoding="utf-8") as file:
        file.writelines(f"{card.front}\t{card.back}\n" for card in cards(count))
    return path


def found_cards(count: int, due: float | None) -> Iterator[FoundCard]:
    """The cards as a reader of notes gives them."""
    for line, card in enumerate(cards(count, due), 1):
        yield _pair(card.front, card.back, line, None if due is None else _schedule(card))


def pair(folder: Path, size: int, peer: bool) -> tuple[Library, Any]:
    """Both libraries with the same cards in a new folder; None for Anki's without the peer."""
    home = pair_files(folder, size, peer)
    made = Library.open(home / OURS)
    if not peer:
        return made, None
    from anki.collection import Collection

    return made, Collection(str(home / THEIRS))


def pair_files(folder: Path, size: int, peer: bool) -> Path:
    """A new folder with the files of both libraries, a share of their cards due.

    Made once a run, then copied.
    """
    home = folder / f"pair{len(list(folder.iterdir()))}"
    copytree(_first_pair(size, peer), home)
    return home


@cache
def _first_pair(size: int, peer: bool) -> Path:
    home = Path(_first_pairs().name) / f"{size}"
    home.mkdir()
    due = min(size, max(size // 10, LEAST), MANY) / size
    library(home / OURS, found_cards(size, due)).close()
    if peer:
        source = table(home, size)
        anki_collection(home / THEIRS, source, size, due).close()
        source.unlink()
    return home


@cache
def _first_pairs() -> TemporaryDirectory[str]:
    """Goes away with the process."""
    return TemporaryDirectory(dir=places()[0], prefix="gruquiz-bench-")


def _pair(front: str, back: str, line: int, schedule: Schedule | None) -> FoundCard:
    return FoundCard(
        kind=Kind.PAIR,
        face=Face(front, back),
        line=line,
        end_line=line,
        decks=("Bench",),
        headings=(),
        content_hash=blake2b(front.encode(), digest_size=16).digest(),
        variant="pair",
        schedule=schedule,
    )


def _schedule(card: Made) -> Schedule:
    due = TODAY - timedelta(days=card.late)
    last = due - timedelta(days=card.interval)
    return Schedule(due, float(card.interval), 250, 3, 0, last)


def library(path: Path, found: Iterable[FoundCard]) -> Library:
    """A library that holds the cards, so many to a note that memory does not fill up."""
    made, rest = Library.open(path), iter(found)
    with made.database.relaxed_durability():
        for number in count():
            part = tuple(islice(rest, NOTE))
            if number and not part:
                break
            note = Note(f"/bench{number}.tsv", "bench", (), {}, (), b"d" * 16, 1, 1)
            made.imports.save(
                NoteChange(note, "Bench", "v", added=part), NOW, made.imports.new_act()
            )
    made.database.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    return made


def library_from_table(path: Path, source: Path) -> Library:
    """A library of the cards of a table, by the way that `gruquiz import cards.tsv` goes."""
    made = Library.open(path)
    import_cards(made, read_table(source), NOW, "bench")
    made.database.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    return made


def session(made: Library) -> Session:
    """A session that is never stopped by a limit."""
    return Session(made, Config(options=DeckOptions(new=MOST, reviews=MOST)), "bench")


def anki_collection(path: Path, source: Path, count: int, due: float | None) -> Any:
    """A collection of Anki's with the same cards, imported from the table."""
    from anki.collection import Collection

    collection = Collection(str(path))
    import_table(collection, source)
    if due is not None:
        ids = collection.db.list("select id from cards order by id")
        today = collection.sched.today
        rows = [
            (today - card.late, card.interval, id_)
            for card, id_ in zip(cards(count, due), ids, strict=True)
        ]
        collection.db.executemany(
            "update cards set type=2, queue=2, due=?, ivl=?, factor=2500, reps=3 where id=?", rows
        )
    options = collection.decks.config_dict_for_deck_id(1)
    options["rev"]["perDay"] = options["new"]["perDay"] = MOST
    collection.decks.update_config(options)
    return collection


def import_table(collection: Any, source: Path) -> None:
    """Anki's own import of a table."""
    from anki.collection import ImportCsvRequest

    metadata = collection.get_csv_metadata(path=str(source), delimiter=None)
    collection.import_csv(ImportCsvRequest(path=str(source), metadata=metadata))


def answer_one(collection: Any, shown: bool) -> None:
    """Anki's next card, answered Good; `shown`: with the text of both its sides."""
    from anki.cards import Card

    queued = collection.sched.get_queued_cards(fetch_limit=1).cards[0]
    card = Card(collection, backend_card=queued.card)
    if shown:
        card.question()
        card.answer()
    card.start_timer()
    answer = collection.sched.build_answer(card=card, states=queued.states, rating=GOOD)
    collection.sched.answer_card(answer)


GOOD = 2
"""Anki's rating of that name."""


def add_history(made: Library, collection: Any, reviews: int) -> None:
    """So many past answers over three years, written straight into both files."""
    chance = random.Random(reviews)
    numbers = [number for (number,) in made.database.rows("SELECT n FROM card")]
    theirs = collection.db.list("select id from cards order by id") if collection else numbers
    day = TODAY.toordinal()
    start = int(NOW.timestamp() * 1000)
    log: list[tuple[object, ...]] = []
    revlog: list[tuple[object, ...]] = []
    device = made.log.labels.number("bench")
    scheduler = made.log.labels.number("sm2 paper plain 36500 v1")
    for number in range(reviews):
        place = chance.randrange(len(numbers))
        back = chance.randint(1, 1095)
        grade = chance.choice((2, 3, 4, 4, 4, 4, 5))
        time = start - back * 86_400_000 + chance.randint(0, 20_000_000)
        interval = chance.randint(1, 100)
        before = f"{day - back},{float(interval)},250,3,0,{day - back - interval},,,"
        log.append(
            (chance.getrandbits(63), numbers[place], time, day - back, 9 + number % 3, "review",
             grade, scheduler, device, float(interval), day - back + interval, before, 6000)
        )  # fmt: skip
        revlog.append(
            (time + number, theirs[place], -1, grade - 1, interval, interval, 2500, 6000, 1)
        )
    with made.transaction():
        made.database.run_many(
            "INSERT INTO log (id, card, time, day, hour, kind, grade, scheduler, device, interval, "
            "due, before, elapsed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            log,
        )
    made.tallies.recount()
    if collection:
        collection.db.executemany(
            "insert or ignore into revlog (id, cid, usn, ease, ivl, lastIvl, factor, time, type) "
            "values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            revlog,
        )


def size(path: Path) -> int:
    """Bytes of a database as a copy without free pages takes."""
    connection = sqlite3.connect(path)
    connection.create_collation("unicase", lambda one, other: (one > other) - (one < other))
    compact = path.with_suffix(".compact")
    connection.execute("VACUUM INTO ?", (str(compact),))
    connection.close()
    size = compact.stat().st_size
    compact.unlink()
    return size
