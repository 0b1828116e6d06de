"""What the program makes for the learner alone is closed to other users; nothing else is."""

import logging
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from gruquiz import private_files, program_log
from gruquiz.cli import main
from gruquiz.config import Config, name_device, write_config
from gruquiz.library import Library

pytestmark = pytest.mark.skipif(os.name != "posix", reason="other systems have other rights")

NOTE = "The ==reset gate== forgets.\n"
NOW = "2026-11-21T09:00"


def mode(path: Path) -> str:
    return oct(stat.S_IMODE(path.stat().st_mode))


def loose(folder: Path) -> dict[str, str]:
    """What others may do anything with, below a folder."""
    return {
        str(path.relative_to(folder)): mode(path)
        for path in sorted(folder.rglob("*"))
        if path.stat().st_mode & 0o077
    }


@pytest.fixture(params=[0o000, 0o022, 0o077])
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    """Whatever the learner's system has set."""
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home in which nothing was chosen: everything lies where the program puts it."""
    for name in ("GRUQUIZ_LIBRARY", "GRUQUIZ_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path


def gruquiz(*arguments: object) -> None:
    assert main(["--now", NOW, *map(str, arguments)]) == 0


def test_all_that_the_program_makes_is_its_owners_alone(home: Path, umask: int) -> None:
    note = home / "note.md"
    note.write_text(NOTE, encoding="utf-8")
    gruquiz("import", note)
    gruquiz("next")  # names the device
    gruquiz("backup")
    backups = home / "data/gruquiz/library-backups"
    (copy,) = backups.glob("*.db")
    gruquiz("restore", copy)
    gruquiz("check", "--mend")
    write_config(Config(rollover_hour=3), home / "config/gruquiz/config.toml")
    made = sorted(path.name for path in (home / "data").rglob("*"))
    assert {"device", "library.db", "library-backups", copy.name} <= set(made)
    assert any(name.startswith("replaced-") for name in made)
    assert loose(home / "data") == loose(home / "config") == loose(home / "state") == {}
    assert mode(note) == oct(0o666 & ~umask)


def test_the_program_log_is_its_owners_alone(home: Path, umask: int) -> None:
    """The first file, and the one begun when that is full."""
    log = home / "state/gruquiz/gruquiz.log"
    program_log.start(log, debug=False)
    try:
        for _ in range(2 * program_log.LARGEST // 5_000):
            logging.getLogger("gruquiz.importer").warning("%s", "x" * 10_000)
    finally:
        program_log.stop()
    assert {path.name for path in log.parent.iterdir()} > {log.name, f"{log.name}.1"}
    assert loose(home / "state") == {}


def test_exports_and_the_folder_that_machines_share_follow_the_umask(
    home: Path, umask: int
) -> None:
    note, table, shared = home / "note.md", home / "cards.tsv", home / "shared"
    note.write_text(NOTE, encoding="utf-8")
    shared.mkdir()
    shared.chmod(0o755)
    gruquiz("import", note)
    gruquiz("export", "tsv", table)
    gruquiz("sync", shared)
    assert mode(table) == oct(0o666 & ~umask)
    assert mode(shared) == "0o755"
    assert {mode(file) for file in shared.iterdir() if file.is_file()} == {oct(0o666 & ~umask)}


def old_library(home: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A library as an older version made it, open to everybody."""
    note = home / "note.md"
    note.write_text(NOTE, encoding="utf-8")
    gruquiz("import", note)
    gruquiz("next")
    gruquiz("backup")
    write_config(Config(rollover_hour=3), home / "config/gruquiz/config.toml")
    (home / "data/gruquiz/faults.log").touch()
    for folder in (home / "data", home / "config"):
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
    capsys.readouterr()
    return home / "data/gruquiz/library.db"


def test_what_an_older_version_left_open_is_closed_once_and_said(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    library = old_library(home, capsys)
    gruquiz("decks", "--json")
    printed = capsys.readouterr().err
    assert printed.startswith(f"gruquiz: other users of this computer could open {library}")
    assert printed.count("\n") == 1
    assert loose(home / "data") == loose(home / "config") == {}
    assert mode(home / "data") == "0o755"  # not ours
    gruquiz("decks", "--json")
    assert capsys.readouterr().err == ""
    library.chmod(0o640)  # by choice, now
    gruquiz("decks", "--json")
    assert capsys.readouterr().err == ""
    assert mode(library) == "0o640"


def test_a_folder_that_the_learner_named_stays_as_it_is(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    library = old_library(home, capsys)
    named = home / "mine"
    library.parent.rename(named)
    monkeypatch.setenv("GRUQUIZ_LIBRARY", str(named / "library.db"))
    gruquiz("decks", "--json")
    assert "could open" in capsys.readouterr().err
    assert mode(named) == "0o755"
    assert mode(named / "library.db") == "0o600"


def test_the_shared_folder_is_never_closed_wherever_it_lies(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    library = old_library(home, capsys)
    shared = library.parent / "shared"
    shared.mkdir()
    shared.chmod(0o755)
    (shared / "theirs").touch()
    (shared / "theirs").chmod(0o644)
    config = Config(tables={"sync": {"folder": str(shared)}})
    write_config(config, home / "config/gruquiz/config.toml")
    gruquiz("decks", "--json")
    assert mode(library) == "0o600"
    assert mode(library.parent) == mode(shared) == "0o755"  # its daemon passes through
    assert mode(shared / "theirs") == "0o644"


def test_a_library_that_may_only_be_read_and_a_link_stay_as_they_are(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    library = old_library(home, capsys)
    library.chmod(0o444)
    gruquiz("decks", "--json")
    assert (mode(library), capsys.readouterr().err) == ("0o444", "")
    target = home / "elsewhere.db"
    target.touch()
    target.chmod(0o644)
    link = home / "link.db"
    link.symlink_to(target)
    assert private_files.tighten([link]) == []
    assert mode(target) == "0o644"


def test_completing_a_word_changes_and_says_nothing(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    library = old_library(home, capsys)
    ended = subprocess.run(
        [sys.executable, "-m", "gruquiz"],
        env=os.environ
        | {"_GRUQUIZ_COMPLETE": "bash_complete", "COMP_WORDS": "gruquiz next --deck ",
           "COMP_CWORD": "3"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.stderr == ""
    assert mode(library) == "0o644"


def test_a_file_is_written_whole_and_keeps_the_mode_that_was_chosen(tmp_path: Path) -> None:
    name_device(tmp_path, "0a0b0c0d")
    device = tmp_path / "device"
    assert (mode(device), device.read_text(encoding="ascii")) == ("0o600", "0a0b0c0d\n")
    device.chmod(0o640)
    name_device(tmp_path, "0a0b0c0e")
    assert (mode(device), device.read_text(encoding="ascii")) == ("0o640", "0a0b0c0e\n")
    assert [path.name for path in tmp_path.iterdir()] == ["device"]


def test_a_library_is_private_before_anything_is_in_it(tmp_path: Path, umask: int) -> None:
    with Library.open(tmp_path / "library.db"):
        assert loose(tmp_path) == {}
