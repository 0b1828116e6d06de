"""Copies of the library: made, thinned out, brought back."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from gruquiz.config import Config
from gruquiz.errors import LibraryError
from gruquiz.library import Library
from gruquiz.library.backup_files import STAMP
from gruquiz.library.maintenance.backups import superseded
from gruquiz.library.maintenance.restore import restore
from gruquiz.model import Grade
from gruquiz.session import Session
from tests.gruquiz.cards import DAY, NOW, add, found


@pytest.fixture
def year(tmp_path: Path) -> list[tuple[datetime, Path]]:
    first = datetime(2026, 1, 1, 9)  # noqa: DTZ001 - a name on the learner's clock
    times = [first + timedelta(hours=11 * step) for step in range(730)]
    return [(time, tmp_path / f"{time.strftime(STAMP)}.db") for time in times]


def test_of_a_year_of_backups_the_recent_days_weeks_and_months_stay(
    year: list[tuple[datetime, Path]],
) -> None:
    old = set(superseded(year))
    kept = [time for time, path in year if path not in old]
    assert 7 + 12 <= len(kept) <= 7 + 4 + 12
    assert kept[-1] == year[-1][0]
    assert len({time.date() for time in kept[-7:]}) == 7
    assert len({(time.year, time.month) for time in kept}) == 12


def test_a_backup_a_day_and_before_an_import_and_back_again(file: Path) -> None:
    with Library.open(file) as library:
        assert library.backups.all() == []  # nothing was there to lose
        assert library.backups.daily(NOW) is not None
        assert library.backups.daily(NOW) is None
        card = library.search.ids("0")[0]
        Session(library, Config()).answer(card, Grade.GOOD, NOW)
        add(library, ["later"], NOW + DAY, path="/later.md")
        before_import = library.backups.all()[-1]
        assert len(library.backups.all()) == 2
        Session(library, Config()).changes.suspend(library.search.ids(), NOW)
    aside = restore(file, before_import, NOW + DAY)
    with Library.open(file) as library:
        assert len(library.search.cards()) == 40
        assert library.cards.get(card).schedule.reps == 1
        assert library.search.cards("is:suspended") == []
        assert library.maintenance.faults() == []
    assert aside is not None
    with Library.open(aside) as library:
        assert len(library.search.cards("is:suspended")) == 41


def test_a_backup_that_is_not_sound_is_not_brought_back(file: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.db"
    bad.write_bytes(b"nothing " * 2000)
    with pytest.raises(LibraryError, match=r"bad\.db"):
        restore(file, bad, NOW)
    with Library.open(file) as library:
        assert len(library.search.cards()) == 40


def test_a_damaged_library_is_set_aside_when_a_backup_comes_back(file: Path) -> None:
    with Library.open(file) as library:
        copy = library.backups.make(NOW)
    assert copy is not None
    file.write_bytes(b"rubbish" * 1000)
    aside = restore(file, copy, NOW)
    assert aside is not None
    assert aside.read_bytes().startswith(b"rubbish")
    with Library.open(file) as library:
        assert len(library.search.cards()) == 40
        assert found("card 1").face in {card.face for card in library.search.cards()}
