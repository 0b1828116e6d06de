"""What `--library`, `--out` and the data directory may be, and what is said where they may not."""

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.gruquiz.cli.conftest import Run, RunJson


@pytest.fixture
def strange(tmp_path: Path) -> Path:
    """A folder of files that are no library."""
    folder = tmp_path / "strange"
    (folder / "folder.db").mkdir(parents=True)
    (folder / "empty.db").touch()
    (folder / "text.db").write_text("# A note, not a library\n" * 60, encoding="utf-8")
    connection = sqlite3.connect(folder / "theirs.db")
    connection.execute("CREATE TABLE theirs (x)")
    connection.commit()
    connection.close()
    return folder


@pytest.mark.parametrize("command", [["next"], ["cards"], ["check"], ["import", "NOTE"], []])
@pytest.mark.parametrize(
    ("name", "code", "says"),
    [
        ("folder.db", 2, "is a directory"),
        ("empty.db", 1, "empty"),
        ("text.db", 1, "not a gruquiz library"),
        ("theirs.db", 1, "another program"),
    ],
)
def test_a_file_that_is_no_library_is_told_and_left_alone(
    run: Run, strange: Path, note: Path, command: list[str], name: str, code: int, says: str
) -> None:
    before = {one.name: one.read_bytes() for one in strange.iterdir() if one.is_file()}
    arguments = [str(note) if word == "NOTE" else word for word in command]
    ended, out, err = run("--library", strange / name, *arguments)
    assert (ended, out) == (code, "")
    assert says in err
    assert name in err
    assert {one.name: one.read_bytes() for one in strange.iterdir() if one.is_file()} == before


@pytest.mark.parametrize("command", ["next", "decks", "import"])
def test_no_folder_is_made_for_a_library_that_was_named(
    run: Run, note: Path, tmp_path: Path, command: str
) -> None:
    named = tmp_path / "gone" / "library.db"
    code, out, err = run("--library", named, command, *([note] if command == "import" else []))
    assert (code, out) == (1, "")
    assert f"there is no folder {named.parent}; make it first" in err
    assert not named.parent.exists()


def test_a_backup_makes_no_folder_that_was_named(run: Run, note: Path, tmp_path: Path) -> None:
    run("import", note)
    copy = tmp_path / "copy.db"
    copy.write_bytes((tmp_path / "library.db").read_bytes())
    code, _, err = run("--library", tmp_path / "gone" / "library.db", "restore", copy)
    assert code == 1
    assert str(tmp_path / "gone") in err
    assert not (tmp_path / "gone").exists()


def test_the_data_directory_is_made_where_no_library_is_named(tmp_path: Path) -> None:
    home = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "XDG_DATA_HOME": str(tmp_path / "a/b")}
    ended = subprocess.run(
        [sys.executable, "-m", "gruquiz", "next", "--json"],
        env=home, cwd=Path(__file__).parents[3], capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (ended.returncode, ended.stdout.strip(), ended.stderr) == (0, "null", "")
    assert (tmp_path / "a/b/gruquiz/library.db").is_file()


def test_a_sheet_makes_no_folder(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "sheets" / "gates.md"
    code, out_text, err = run("drill", "gate", "--sheet", "2", "--out", out)
    assert (code, out_text) == (1, "")
    assert f"no folder {out.parent}; create it first" in err
    assert not out.parent.exists()
    out.parent.mkdir()
    assert run("drill", "gate", "--sheet", "2", "--out", out)[0] == 0
    assert out.read_text(encoding="utf-8").startswith("#")


def test_a_search_without_hits_says_so_beside_the_list(
    run: Run, run_json: RunJson, note: Path
) -> None:
    assert run("cards") == (0, "", "There are no cards yet.\n")
    run("import", note)
    assert run("cards", "nowhere") == (0, "", "No card matches.\n")
    assert run("cards", "deck:flsh")[2].startswith("No card matches: there is no deck")
    assert run_json("cards", "nowhere") == []
    code, out, err = run("cards", "gate", "ivl>x")
    assert (code, out) == (1, "")
    assert "prop:ivl>=10" in err
    assert err.splitlines()[-1].index("^") == err.splitlines()[-2].index("ivl")


def test_is_leech_follows_the_settings(
    run: Run, run_json: RunJson, note: Path, tmp_path: Path
) -> None:
    run("import", note)
    card = next(one["id"] for one in run_json("cards", "blends"))
    for day in (21, 22):
        run_json("answer", card, "again", now=f"2026-11-{day}T09:00")
    assert run_json("cards", "is:leech") == []
    (tmp_path / "config.toml").write_text("[options]\nleech_lapses = 1\n", encoding="utf-8")
    assert [one["id"] for one in run_json("cards", "is:leech")] == [card]


WITHOUT_RIGHTS = (
    [
        "setpriv", "--bounding-set", "-dac_override,-dac_read_search",
        "--inh-caps", "-dac_override,-dac_read_search",
    ]
    if os.geteuid() == 0
    else []
)  # fmt: skip
"""Before a command: the superuser may write anywhere, unless these rights are taken away."""


@pytest.mark.skipif(
    bool(WITHOUT_RIGHTS) and shutil.which("setpriv") is None, reason="root writes everywhere"
)
@pytest.mark.parametrize("folder_rights", [0o755, 0o555])
def test_a_library_that_may_only_be_read_is_shown_and_not_changed(
    run_json: RunJson, note: Path, tmp_path: Path, folder_rights: int
) -> None:
    run_json("import", note)
    card = run_json("next")["id"]
    home = tmp_path / "home"
    home.mkdir()
    (home / "library.db").write_bytes(Path(run_json("backup")["backup"]).read_bytes())
    (home / "device").write_text("0a0b0c0d\n", encoding="ascii")
    (home / "library.db").chmod(0o444)
    home.chmod(folder_rights)
    before = (home / "library.db").read_bytes()

    def restrained(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [*WITHOUT_RIGHTS, sys.executable, "-m", "gruquiz"]
        return subprocess.run(
            [*command, "--library", str(home / "library.db"), *arguments],
            cwd=Path(__file__).parents[3], capture_output=True, text=True, check=False,
        )  # fmt: skip

    try:
        for command in (["next"], ["decks"], ["cards", "gate"], ["check"]):
            shown = restrained(*command)
            assert (shown.returncode, shown.stderr) == (0, "")
        for command in (["answer", card, "good"], ["undo"], ["import", str(note)]):
            result = restrained(*command)
            assert (result.returncode, result.stdout) == (1, "")
            assert str(home) in result.stderr
            assert "rights" in result.stderr or "right to write" in result.stderr
        assert (home / "library.db").read_bytes() == before
    finally:
        home.chmod(0o755)
