"""Notes imported as they are saved."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event
from types import SimpleNamespace

import pytest

from gruquiz.importer import watch, watcher
from tests.gruquiz.vaults import NOW, Vault, counts


@pytest.mark.parametrize("installed", [True, False])
def test_saved_notes_are_imported_and_nothing_else_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, installed: bool
) -> None:
    vault = Vault(tmp_path / "vault")
    vault.write("a.md", "k::v")
    vault.write("b.md", "x::y")
    vault.read()
    stop = Event()

    def saves() -> Iterator[str]:
        yield str(vault.write("a.md", "k::v\n\nk2::v2"))
        yield str(vault.folder / "picture.png")
        yield str(vault.folder / "a.md")
        (vault.folder / "b.md").unlink()
        yield str(vault.folder / "b.md")
        stop.set()

    pending = saves()
    if installed:
        fake_watchfiles = SimpleNamespace(watch=lambda *_, **__: ([(1, path)] for path in pending))
        monkeypatch.setitem(__import__("sys").modules, "watchfiles", fake_watchfiles)
    else:
        monkeypatch.setitem(__import__("sys").modules, "watchfiles", None)
        waits = SimpleNamespace(wait=lambda _: next(pending, None) is None)
        stop = waits  # type: ignore[assignment]  # an event whose wait makes the next change
        stop.set = lambda: None  # type: ignore[method-assign]  # the end of the changes is the end
    reports = list(watch(vault.library, [vault.folder], lambda: NOW, stop))
    assert [[counts(note) for note in report.notes] for report in reports] == [
        [{"added": 1, "unchanged": 1}],
        [{"missing": 1}],
    ]
    assert watcher.INTERVAL > 0
