"""The learner's editor opens at the card's line."""

import sys
from pathlib import Path

import pytest

from gruquiz.cli.editor import editor, place
from gruquiz.errors import ConfigError


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        ("vim", ["+7", "n.md"]),
        ("/usr/bin/nano", ["+7", "n.md"]),
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
