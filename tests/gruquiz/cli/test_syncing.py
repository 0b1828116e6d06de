"""`gruquiz sync`: machines that meet in a folder."""

import io
from pathlib import Path

import pytest

from tests.gruquiz.cli.conftest import Run, RunJson


def test_two_machines_meet_and_the_folder_is_remembered(
    run: Run, run_json: RunJson, note: Path, tmp_path: Path
) -> None:
    folder, other = tmp_path / "shared", tmp_path / "other" / "library.db"
    folder.mkdir()
    other.parent.mkdir()
    run_json("import", note)
    first = run_json("sync", folder)
    assert first["folder"] == str(folder)
    assert (first["joined"], first["skipped"]) == ([], [])
    assert Path(first["wrote"]).parent == folder
    assert run("--library", str(other), "import", note)[0] == 0
    card = run_json("--library", str(other), "next")["id"]
    assert run("--library", str(other), "answer", card, "good")[0] == 0
    code, out, _ = run("--library", str(other), "sync")  # the settings name the folder now
    assert code == 0
    assert "cards that both made" in out
    (joined,) = run_json("sync")["joined"]
    assert joined["reviews"] >= 1
    assert "Nothing new" in run("sync")[1]
    ours, theirs = run_json("cards"), run_json("--library", str(other), "cards")
    assert ours == theirs
    assert len(ours) == 3


def test_without_a_folder_it_says_what_to_do(run: Run, tmp_path: Path) -> None:
    code, _, err = run("sync")
    assert code == 2
    assert "gruquiz sync FOLDER" in err
    code, _, err = run("sync", tmp_path / "absent")
    assert code == 1
    assert "no such folder" in err


def test_what_cannot_be_used_is_an_exit_status(run: Run, note: Path, tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    run("import", note)
    (folder / "3fa92c01-9be2d410.gruquiz").write_bytes(b"half of it")
    for _ in range(2):
        code, out, _ = run("sync", folder)
        assert code == 1
        assert "3fa92c01-9be2d410.gruquiz is left out: it is not whole" in out


def test_plain_study_meets_others_when_it_opens_and_closes(
    run: Run, run_json: RunJson, note: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    run("import", note)
    run_json("sync", folder)
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    monkeypatch.setattr("sys.stdin", io.StringIO("\ngood\n/quit\n"))
    assert run("study", "--plain")[0] == 0
    after = {file.name: file.read_bytes() for file in folder.iterdir()}
    assert before.items() < after.items()  # what was new is a file of its own
    for file in list(folder.iterdir()):
        file.unlink()
    assert run_json("sync")["wrote"] is not None  # and all that is gone is shown anew
