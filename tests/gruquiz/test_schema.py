"""Libraries of every version that there was become the newest, with all that is in them."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest

from gruquiz import schema
from gruquiz.config import Config
from gruquiz.library import Library
from gruquiz.library.search.word_index import INSERT_SINCE
from gruquiz.model import Card, CardId, Grade
from gruquiz.session import Session
from tests.gruquiz.cards import DAY, NOW
from tests.gruquiz.vaults import Vault

NEWEST = len(schema.MIGRATIONS)
FACTS = "\n\n".join(f"gate {number}::does {number}" for number in range(8))
TWINS = 3
"""The version since which devices that import the same notes have the same cards."""


def studied(folder: Path, name: str, version: int) -> Path:
    """A library with some of everything that a program of this version could do."""
    path = folder / f"{name}.db"
    with Library.open(path) as library:
        vault = Vault(folder / name / "notes", library)
        vault.write("gates.md", f"# Gates\n\n{FACTS}\n\n```drill\nkind: step\n")
        vault.read()
        session = Session(library, Config(), name)
        cards = [card.id for card in vault.cards() if card.face.front.startswith("gate")]
        for day, grade in enumerate((Grade.GOOD, Grade.AGAIN, Grade.EASY, Grade.HARD)):
            for place, card in enumerate(cards[:5]):
                session.answer(card, Grade((grade + place) % 6), NOW + day * DAY)
        session.undo(NOW + 4 * DAY)
        session.changes.suspend(cards[0], NOW + 4 * DAY)
        session.changes.bury(cards[1], NOW + 4 * DAY)
        session.changes.flag(cards[2], NOW + 4 * DAY, 3)
        session.changes.reset(cards[3], NOW + 4 * DAY)
        session.overview.raise_limits(NOW, "notes", new=5)
        vault.write("gates.md", f"# Gates\n\n{FACTS.replace('does 4', 'keeps 4')}")
        vault.write("lost.md", "lost::text")
        vault.read()
        (vault.folder / "lost.md").unlink()
        vault.rescan()
        if version >= 2:
            session.changes.move(cards[6], NOW + 4 * DAY, "Elsewhere")
        if version >= TWINS and name != "phone":
            library.merge.join(studied(folder, "phone", version))
    return path


def aged(newest: Path, path: Path, version: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same library as a program of that version kept it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        with monkeypatch.context() as patch:
            patch.setattr(schema, "MIGRATIONS", schema.MIGRATIONS[:version])
            schema.migrate(connection, path)
        connection.execute("ATTACH ? AS newest", (str(newest),))
        tables = connection.execute(
            "SELECT name FROM main.sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%' "
            "AND name NOT LIKE 'words%' AND name NOT LIKE '%sqlite%' AND name <> 'meta'"
        ).fetchall()
        for (table,) in tables:
            columns = ", ".join(
                name for _, name, *_ in connection.execute(f"PRAGMA main.table_info({table})")
            )
            connection.execute(
                f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM newest.{table}"
            )
        if version >= TWINS:
            connection.execute("INSERT OR REPLACE INTO main.meta SELECT * FROM newest.meta")
            # Which cards are proven to others was not told by their number before it was kept.
            connection.execute(
                "UPDATE meta SET value = substr(value, 1, instr(value, ' ') - 1) "
                "WHERE key = 'evident'"
            )
        connection.execute(INSERT_SINCE, (0,))
        assert connection.execute("SELECT COUNT(*) FROM card").fetchone()[0] > 8


def state(library: Library) -> Mapping[CardId, tuple[Card, tuple[int, ...]]]:
    assert library.maintenance.faults() == []
    return {
        card.id: (card, tuple(row.id for row in library.cards.history(card.id)))
        for card in library.search.cards("", today=NOW.date())
    }


@pytest.mark.parametrize("version", range(1, NEWEST))
def test_a_library_of_any_version_goes_on_in_the_newest(
    version: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newest, path = studied(tmp_path, "desk", version), tmp_path / "old" / "library.db"
    path.parent.mkdir()
    aged(newest, path, version, monkeypatch)
    with Library.open(newest) as library:
        expected, found = state(library), library.search.ids("keeps", NOW.date())
    with Library.open(path) as library:
        assert library.database.value("PRAGMA user_version") == NEWEST
        assert state(library) == expected
        assert library.search.ids("keeps", NOW.date()) == found != []
        merged = library.merge.join(newest)
        assert (merged.cards, merged.texts, merged.rows) == (0, 0, 0)
        assert state(library) == expected
        session = Session(library, Config(), "desk")
        asked = session.next(NOW + 9 * DAY)
        assert asked is not None
        session.answer(asked.card.id, Grade.GOOD, NOW + 9 * DAY)
        undone = session.undo(NOW + 9 * DAY)
        assert undone is not None
        assert undone.what == "grade"
        while session.undo(NOW + 9 * DAY) is not None:  # every act of the old program too
            assert library.maintenance.faults() == []
    (copy,) = (path.with_name("library-backups")).glob("before-version-*.db")
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (version,)


@pytest.mark.parametrize("version", range(1, NEWEST + 1))
def test_what_another_device_made_of_the_same_notes_is_the_same_after_it(
    version: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newest, path = studied(tmp_path, "desk", min(version, 2)), tmp_path / "old" / "library.db"
    path.parent.mkdir()
    aged(newest, path, version, monkeypatch)
    other = studied(tmp_path, "tablet", min(version, 2))
    with Library.open(path) as library:
        before = len(library.search.cards("deck:notes", today=NOW.date()))
        merged = library.merge.join(other)
        assert (merged.cards, merged.duplicates) == (0, 9)
        assert len(library.search.cards("deck:notes", today=NOW.date())) == before
        assert library.maintenance.faults() == []
