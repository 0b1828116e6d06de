"""The learner's editor opens at the card's line."""

import os
import sys
from pathlib import Path

import pytest

from gruquiz.cli.editor import editor, place
from gruquiz.errors import ConfigError, NoteError


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        ("vim", ["+7", "--", "n.md"]),
        ("/usr/bin/nano", ["+7", "--", "n.md"]),
        ("micro", ["+7", "n.md"]),  # opens a file named --
        ("code", ["--wait", "--goto", "n.md:7"]),
        ("hx", ["n.md:7"]),
    ],
)
def test_place(program: str, expected: list[str]) -> None:
    assert place(program, Path("n.md"), 7) == expected


def test_the_command_of_the_environment_is_run(tmp_path: Path) -> None:
    script = tmp_path / "fake editor.py"
    script.write_text(
        "import pathlib, sys\npathlib.Path(sys.argv[2]).write_text(sys.argv[1])\n", encoding="utf-8"
    )
    (tmp_path / "note.md").touch()
    edit = editor({"EDITOR": f"'{sys.executable}' '{script}'"})
    assert edit is not None
    edit(tmp_path / "note.md", 12)
    assert (tmp_path / "note.md").read_text(encoding="utf-8") == "+12"


def test_none_is_set() -> None:
    assert editor({}) is None
    assert editor({"VISUAL": "", "EDITOR": ""}) is None


def test_an_editor_that_no_shell_could_read_is_told() -> None:
    with pytest.raises(ConfigError, match="set EDITOR anew: no closing quotation in"):
        editor({"VISUAL": "", "EDITOR": "'code --wait"})


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("+!touch ran", "not a path of this computer"),
        ("-c!touch ran", "not a path of this computer"),
        ("n.md", "not a path of this computer"),
        ("C:\\notes\\n.md", "not a path of this computer"),
        ("{folder}/gone.md", "no such file"),
        ("{folder}/" + "n" * 5000, "no such file"),
        ("{folder}", "not an ordinary file"),
        ("{folder}/pipe", "not an ordinary file"),
        ("/dev/null", "not an ordinary file"),
        ("{folder}/a\x1b]0;b.md", "control characters"),
        ("{folder}/a\nb.md", "control characters"),
        ("{folder}/a\0b.md", "control characters"),
        ("{folder}/a\u202eb.md", "control characters"),
    ],
)
def test_a_path_that_is_no_file_of_here_never_reaches_the_editor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    for name in ("+!touch ran", "-c!touch ran", "n.md", "a\x1b]0;b.md", "a\nb.md"):
        (tmp_path / name).touch()
    ran = tmp_path / "ran"
    edit = editor({"EDITOR": f"touch {ran}"})
    assert edit is not None
    with pytest.raises(NoteError, match=says):
        edit(Path(path.format(folder=tmp_path)), 1)
    assert not ran.exists()


def test_a_strange_name_in_an_absolute_path_is_a_name(tmp_path: Path) -> None:
    note = tmp_path / "+!touch ran"
    note.touch()
    script = tmp_path / "vim"
    script.write_text(f'#!/bin/sh\nprintf "%s|" "$@" > {tmp_path}/heard\n', encoding="utf-8")
    script.chmod(0o755)
    edit = editor({"EDITOR": str(script)})
    assert edit is not None
    edit(note, 3)
    assert (tmp_path / "heard").read_text(encoding="utf-8") == f"+3|--|{note}|"
