"""Temporary folders are gone afterwards, and those of a killed process at a later start."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from gruquiz.temporary import KEPT_SECONDS, clear_abandoned, clear_later, temporary_folder

OLD = time.time() - KEPT_SECONDS - 60


def folder(path: Path, age: float = OLD) -> Path:
    path.mkdir()
    (path / "collection.db").write_bytes(b"x")
    os.utime(path / "collection.db", (age, age))
    os.utime(path, (age, age))
    return path


@pytest.mark.parametrize("name", ["gruquiz-anki-a1b2c3d4", "gruquiz-merge-__x9y8z7"])
def test_an_old_folder_of_ours_goes(tmp_path: Path, name: str) -> None:
    old = folder(tmp_path / name)
    assert clear_abandoned(tmp_path) == [old]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "name", ["gruquiz-anki-a1b2c3d", "gruquiz-anki-a1b2c3d4e", "gruquiz-other-a1b2c3d4", "anki-x"]
)
def test_what_has_another_name_stays(tmp_path: Path, name: str) -> None:
    kept = folder(tmp_path / name)
    assert clear_abandoned(tmp_path) == []
    assert kept.is_dir()


def test_what_is_in_use_stays(tmp_path: Path) -> None:
    now = time.time()
    folder(tmp_path / "gruquiz-anki-00000000", now - KEPT_SECONDS + 60)
    written = folder(tmp_path / "gruquiz-anki-11111111")
    os.utime(written / "collection.db", (now, now))
    assert clear_abandoned(tmp_path) == []


def test_a_link_of_our_name_leads_nowhere(tmp_path: Path) -> None:
    elsewhere = folder(tmp_path / "precious")
    link = tmp_path / "gruquiz-anki-a1b2c3d4"
    link.symlink_to(elsewhere)
    os.utime(link, (OLD, OLD), follow_symlinks=False)
    assert clear_abandoned(tmp_path) == []
    assert (elsewhere / "collection.db").exists()


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="no users here")
def test_what_another_user_made_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder(tmp_path / "gruquiz-anki-a1b2c3d4")
    mine = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: mine + 1)
    assert clear_abandoned(tmp_path) == []


def test_a_folder_is_its_owners_and_gone_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with temporary_folder("anki") as made:
        assert made.stat().st_mode & 0o077 == 0
        (made / "x").write_bytes(b"x")
    assert list(tmp_path.iterdir()) == []


def test_what_a_kill_left_is_cleared_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = (
        "import os, signal\nfrom gruquiz.temporary import temporary_folder\n"
        "with temporary_folder('anki') as made:\n"
        "    (made / 'collection.db').write_bytes(b'x')\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    environ = {**os.environ, "TMPDIR": str(tmp_path)}
    assert subprocess.run([sys.executable, "-c", code], env=environ, check=False).returncode != 0
    (left,) = tmp_path.iterdir()
    for path in (left / "collection.db", left):
        os.utime(path, (OLD, OLD))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with temporary_folder("sync"):
        assert not left.exists()


def test_the_app_clears_some_time_after_its_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    old = folder(tmp_path / "gruquiz-anki-a1b2c3d4")
    timer = clear_later(0.0)
    assert timer.daemon, "it keeps no process alive"
    timer.join(10)
    assert not old.exists()
