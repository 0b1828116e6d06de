"""The program's own log: what each command leaves in it, and what it never does."""

import logging
import shutil
from pathlib import Path

import pytest

from gruquiz import program_log
from gruquiz.cli import main
from gruquiz.config import log_path

NOTE = "The ==reset gate== forgets.\n"


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GRUQUIZ_LIBRARY", str(tmp_path / "library.db"))
    monkeypatch.setenv("GRUQUIZ_CONFIG", str(tmp_path / "config.toml"))
    return tmp_path / "state-home" / "gruquiz" / "gruquiz.log"


@pytest.fixture
def note(tmp_path: Path) -> Path:
    path = tmp_path / "gates.md"
    path.write_text(NOTE, encoding="utf-8")
    return path


def gruquiz(*arguments: object) -> int:
    return main(["--now", "2026-11-21T09:00", *map(str, arguments)])


def test_the_log_lies_in_the_state_directory() -> None:
    assert log_path({"XDG_STATE_HOME": "/s", "HOME": "/h"}) == Path("/s/gruquiz/gruquiz.log")
    assert log_path({"HOME": "/h"}) == Path("/h/.local/state/gruquiz/gruquiz.log")


def test_an_import_says_what_came_of_it_and_what_failed(log: Path, note: Path) -> None:
    broken = note.with_name("broken.md")
    broken.write_bytes(b"\xff\xfe\x00")
    assert gruquiz("import", note, broken, note.with_name("absent.md")) == 1
    lines = log.read_text(encoding="utf-8").splitlines()
    assert any(
        "INFO gruquiz.importer.run: import: 1 notes; 1 cards added" in line for line in lines
    )
    assert sum("WARNING gruquiz.importer.run: cannot use" in line for line in lines) == 2
    assert "reset gate" not in "".join(lines), "what notes say stays in the library"


def test_each_note_is_logged_only_while_debugging(
    log: Path, note: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gruquiz("import", note)
    assert "DEBUG" not in log.read_text(encoding="utf-8")
    monkeypatch.setenv("GRUQUIZ_DEBUG", "1")
    note.write_text(NOTE + "\na::b\n", encoding="utf-8")
    gruquiz("import", note)
    assert f"DEBUG gruquiz.importer.run: read {str(note)!r}: 2 cards" in log.read_text("utf-8")


def test_sync_merge_and_export_are_logged(log: Path, note: Path, tmp_path: Path) -> None:
    shared, table, other = tmp_path / "shared", tmp_path / "cards.tsv", tmp_path / "other.db"
    shared.mkdir()
    gruquiz("import", note)
    gruquiz("sync", shared)
    gruquiz("export", "tsv", table)
    shutil.copy(tmp_path / "library.db", other)
    gruquiz("merge", other)
    gruquiz("import", table)
    text = log.read_text(encoding="utf-8")
    assert "gruquiz.devices.own_segments: wrote" in text
    assert f"gruquiz.cli.exchanging: exported 1 cards to {str(table)!r}" in text
    assert f"gruquiz.cli.maintenance: merged {str(other)!r}" in text
    assert f"gruquiz.cli.foreign_files: imported {str(table)!r}" in text


def test_a_name_with_a_line_break_forges_no_line(log: Path, tmp_path: Path) -> None:
    gruquiz("import", tmp_path / "a\n2026 INFO forged.md")
    assert not any(
        line.startswith("2026 INFO") for line in log.read_text(encoding="utf-8").splitlines()
    )


def test_a_fault_of_a_command_is_logged_with_its_trace(
    log: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("\x1b[2J")

    monkeypatch.setattr("gruquiz.session.Session.undo", fail)
    assert gruquiz("undo") == 1
    printed = capsys.readouterr().err
    assert f"The details are in {log}." in printed
    assert "Traceback" not in printed
    written = log.read_text(encoding="utf-8")
    assert "ZeroDivisionError" in written
    assert "\x1b" not in written


def test_a_log_that_cannot_be_written_disturbs_nothing(
    log: Path, note: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    log.parent.parent.write_text("a file where the folder would be", encoding="utf-8")
    assert gruquiz("import", note) == 0
    assert capfd.readouterr().err == ""


def test_nothing_is_made_where_nothing_is_logged(log: Path) -> None:
    program_log.start(log, debug=False)
    assert not log.parent.exists()


@pytest.mark.parametrize(("lines", "files"), [(1, 1), (2, 2), (9, 1 + program_log.OLD_FILES)])
def test_a_full_log_is_put_aside_and_old_ones_are_thrown_away(
    log: Path, lines: int, files: int
) -> None:
    program_log.start(log, debug=False)
    for _ in range(lines):
        logging.getLogger("gruquiz.importer").info("%s", "x" * (program_log.LARGEST // 2 + 1))
    assert len(list(log.parent.iterdir())) == files
    assert all(path.stat().st_size <= program_log.LARGEST for path in log.parent.iterdir())
