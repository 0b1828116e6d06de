"""The decks that come with the program follow it to another place, with all that was learned."""

import shutil
from pathlib import Path

import pytest

from gruquiz.config import Config, places
from gruquiz.importer import ImportOptions, rescan
from gruquiz.library import Library
from gruquiz.model import Grade, ImportReport
from gruquiz.session import Session
from gruquiz.tui.app import GruquizApp, Host
from tests.gruquiz.tui import seen
from tests.gruquiz.vaults import NOW, Vault, finished

GATES = "#flashcards\n\nreset gate::r\n\nupdate gate::z\n"
STATE = "#flashcards\n\nthe candidate::n\n"


@pytest.fixture
def old(tmp_path: Path) -> Vault:
    """The bundled decks of one Python, read, a card of them answered."""
    vault = Vault(tmp_path / "3.12" / "site-packages" / "gruquiz" / "decks")
    vault.write("GRU/04-gates.md", GATES)
    vault.write("GRU/06-state.md", STATE)
    vault.read()
    Session(vault.library, Config()).answer(vault.ids()["update gate"], Grade.GOOD, NOW)
    return vault


def follow(vault: Vault, bundled: Path) -> ImportReport:
    return finished(rescan(vault.library, NOW, ImportOptions(bundled=bundled)))


def newer(folder: Path) -> Path:
    """A newer course at another place: a note more, and a card more in one of the old ones."""
    shipped = Vault(folder)
    shipped.write("GRU/04-gates.md", GATES + "\nactivation of the gates::sigmoid\n")
    shipped.write("GRU/06-state.md", STATE)
    shipped.write("GRU/07-more.md", "#flashcards\n\nbiases::two\n")
    return folder


@pytest.mark.parametrize("gone", [True, False], ids=["gone", "another installation"])
@pytest.mark.parametrize("place", ["3.13/site-packages/gruquiz/decks", "checkout/decks"])
def test_histories_go_along(old: Vault, tmp_path: Path, place: str, gone: bool) -> None:
    if gone:
        shutil.rmtree(tmp_path / "3.12")
    else:
        reader = old.folder.parent / "importer"
        reader.mkdir()
        (reader / "__init__.py").touch()
    before = old.ids()
    bundled = newer(tmp_path / place)
    report = follow(old, bundled)
    assert not report.errors
    assert [source.path for source in old.library.notes.sources()] == [str(bundled)]
    after = old.ids()
    assert before.items() <= after.items()
    assert after.keys() - before.keys() == {"activation of the gates", "biases"}
    assert old.library.cards.get(before["update gate"]).schedule.reps == 1
    assert all(Path(card.note).is_file() for card in old.cards())
    again = follow(old, bundled)
    assert not again.errors
    assert sum(note.added + note.changed + note.missing for note in again.notes) == 0


def test_where_both_places_were_read_a_card_is_one_and_keeps_its_history(
    old: Vault, tmp_path: Path
) -> None:
    bundled = newer(tmp_path / "3.13" / "site-packages" / "gruquiz" / "decks")
    old.read(paths=[bundled])
    shutil.rmtree(tmp_path / "3.12")
    assert not follow(old, bundled).errors
    fronts = [card.face.front for card in old.cards()]
    assert len(fronts) == len(set(fronts)) == 5
    assert sum(card.schedule.reps for card in old.cards()) == 1


def test_a_dry_run_tells_of_it_and_moves_nothing(old: Vault, tmp_path: Path) -> None:
    bundled = newer(tmp_path / "3.13" / "site-packages" / "gruquiz" / "decks")
    shutil.rmtree(tmp_path / "3.12")
    report = finished(rescan(old.library, NOW, ImportOptions(bundled=bundled, dry_run=True)))
    assert not report.errors
    assert sum(note.added for note in report.notes) == 2
    assert sum(note.missing for note in report.notes) == 0
    assert [source.path for source in old.library.notes.sources()] == [str(old.folder)]


def test_a_folder_of_ones_own_is_not_taken_for_them(tmp_path: Path) -> None:
    own = Vault(tmp_path / "vault" / "decks")
    own.write("mine.md", GATES)
    own.read()
    bundled = newer(tmp_path / "site-packages" / "gruquiz" / "decks")
    follow(own, bundled)
    assert [source.path for source in own.library.notes.sources()] == [str(own.folder)]
    shutil.rmtree(own.folder)
    assert [failure.path for failure in follow(own, bundled).errors] == [str(own.folder)]


async def test_the_app_follows_when_it_opens_and_will_not_edit_what_an_upgrade_overwrites(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, package = tmp_path / "library.db", tmp_path / "3.13" / "site-packages" / "gruquiz"
    with Library.open(path) as library:
        old = Vault(tmp_path / "3.12" / "site-packages" / "gruquiz" / "decks", library)
        old.write("GRU/04-gates.md", GATES)
        old.read()
    shutil.rmtree(tmp_path / "3.12")
    newer(package / "decks")
    monkeypatch.setattr(places, "__file__", str(package / "config" / "places.py"))
    opened: list[Path] = []
    app = GruquizApp(path, Config(), lambda: NOW, Host(lambda file, _: opened.append(file)))
    async with app.run_test(size=(80, 24)) as pilot:
        await seen.opened(pilot)
        await app.workers.wait_for_complete()
        await pilot.pause()
        with Library.open(path) as library:
            assert {Path(card.note).parent.parent for card in library.search.cards("")} == {
                package / "decks"
            }
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("e")
        await pilot.pause()
        assert not opened
        assert "comes with gruquiz" in " ".join(seen.text(app).split())
