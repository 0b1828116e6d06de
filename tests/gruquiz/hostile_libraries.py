"""Libraries as somebody who means harm, or a broken disk, might leave them."""

import random
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from gruquiz.config import Config
from gruquiz.errors import KNOWN_ERRORS
from gruquiz.foreign import Refusals
from gruquiz.library import Library
from gruquiz.model import Grade
from gruquiz.schema import APPLICATION, MIGRATIONS
from gruquiz.session import Session
from tests.gruquiz.cards import DAY, NOW, add, found

WILD = (
    "NULL", "''", "'x'", "-1", "0", "7", "1.5", "9223372036854775807", "-9223372036854775808",
    "9e999", "-9e999", "3652059", "3652060", "253402300799999", "x'00ff'", "CAST(x'ff' AS TEXT)",
    "CAST(x'eda080' AS TEXT)", "'a' || char(0) || 'b'", "'[\"\\ud800\"]'", "'[1'", "'[1e999]'",
    "printf('%.*c', 50000, '[')", "printf('%.*c', 1100000, 'a')", "'739000,inf,250,1,0,739000,,,'",
    "'739000,nan,250,1,0,739000,,,'", "'9999999,1.0,250,1,0,,,,'", "'undo'", "'review'", "'import'",
    "'deck'", "'flag'", "'drill'", "'{\"hidden\": 1e9}'", "'a::' || printf('%.*c', 900, ':')",
)  # fmt: skip
"""Values in SQL: of other types, out of every range, unreadable, of another meaning."""
TABLES = (
    "meta", "label", "deck", "note", "card", "card_deck", "content", "log", "reading", "lent",
    "past", "source",
)  # fmt: skip


def studied(path: Path, device: str, text: str = "other") -> Path:
    """A library with a little of everything."""
    with Library.open(path) as library:
        cards = add(library, [found("one"), found("two", deck=("GRU", "Gates")), found(text)])
        session = Session(library, Config(), device)
        for day, card in enumerate((*cards, *cards)):
            session.answer(card, Grade(2 + day % 4), NOW + (day - 20) * DAY)
        session.undo(NOW - 13 * DAY)
        session.changes.suspend(cards[0], NOW - 12 * DAY)
        session.changes.unsuspend(cards[0], NOW - 12 * DAY)
        session.changes.flag(cards[1], NOW - 11 * DAY, 3)
        session.changes.move(cards[2], NOW - 10 * DAY, "Elsewhere")
        session.changes.reset(cards[0], NOW - 10 * DAY)
        session.answer(cards[1], Grade.GOOD, NOW - 9 * DAY)
    return path


def loosened(path: Path, target: Path, *statements: str) -> Path:
    """The same library in tables that take any value, and what was then done to it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("ATTACH ? AS loose", (str(target),))
        names = connection.execute(
            "SELECT name FROM main.sqlite_master WHERE type = 'table' AND rootpage > 0 "
            "AND name NOT LIKE 'words%' AND name NOT LIKE 'sqlite%'"
        ).fetchall()
        for (name,) in names:
            connection.execute(f"PRAGMA main.table_info({name})")
            columns = ", ".join(
                column for _, column, *_ in connection.execute(f"PRAGMA main.table_info({name})")
            )
            connection.execute(f"CREATE TABLE loose.{name} ({columns})")
            connection.execute(f"INSERT INTO loose.{name} SELECT {columns} FROM main.{name}")
        connection.execute(f"PRAGMA loose.user_version = {len(MIGRATIONS)}")
        connection.execute(f"PRAGMA loose.application_id = {APPLICATION}")
    with closing(sqlite3.connect(target, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)
    return target


def mutations(path: Path, seed: int) -> list[str]:
    """One to four changes of a library's values, the same for the same seed."""
    chance = random.Random(seed)
    changes = []
    with closing(sqlite3.connect(path)) as connection:
        for _ in range(chance.randint(1, 4)):
            table = chance.choice(TABLES)
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            column, value = chance.choice(columns), chance.choice(WILD)
            which = chance.choice(("TRUE", f"rowid % 3 = {chance.randint(0, 2)}"))
            changes.append(f"UPDATE {table} SET {column} = {value} WHERE {which}")
            if chance.random() < 0.2:
                changes.append(f"INSERT INTO {table} SELECT * FROM {table}")
            if chance.random() < 0.1:
                changes.append(f"DELETE FROM {table} WHERE rowid % 2")
    return changes


def scribbled(path: Path, seed: int) -> None:
    """Overwrite some bytes of a file."""
    chance = random.Random(seed)
    content = bytearray(path.read_bytes())
    for _ in range(chance.randint(1, 40)):
        content[chance.randrange(100, len(content))] = chance.randrange(256)
    path.write_bytes(content)


def use(path: Path) -> None:
    """Read everything there is in a library, and study it for a day."""
    with Library.open(path) as library:
        assert library.maintenance.faults() == []
        session = Session(library, Config(), "desk")
        now = NOW + 30 * DAY
        for card in library.search.cards("", today=now.date()):
            str((card.deck, card.note, card.title, card.face, card.headings)).encode()
            library.cards.history(card.id)
            library.cards.lines(card.id)
            session.overview.replays(card.id)
            session.overview.predict(card.id, now)
        session.overview.counts(now)
        session.overview.today(now)
        session.overview.forecast(now)
        library.tallies.answers_by_day(NOW.date() - 500 * DAY, now.date(), None)
        library.tallies.learned(now.date(), None)
        library.tallies.added_by_day(NOW.date() - 500 * DAY, now.date(), None)
        for _ in range(20):
            asked = session.next(now)
            if asked is None:
                break
            session.answer(asked.card.id, Grade.GOOD, now)
        while session.undo(now) is not None:
            pass
        library.share.write(path.with_name("shared.db"))
        assert library.maintenance.faults() == []


def join(path: Path, other: Path) -> tuple[Sequence[str], str]:
    """Merge a file; what was refused, and the error where there was one."""
    refusals = Refusals()
    try:
        with Library.open(path) as library:
            library.log.device = "desk"
            library.merge.join(other, refusals=refusals)
    except KNOWN_ERRORS as error:
        return [], str(error)
    return list(refusals.sentences()), ""
