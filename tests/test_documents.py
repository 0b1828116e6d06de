"""The documents are true: the rooms they name exist, and so do the commands they show."""

import re
from pathlib import Path

import pytest

from gruquiz.cli import COMMANDS

ROOT = Path(__file__).parent.parent


def rooms(section: str) -> list[str]:
    """The first column of a section's table in ARCHITECTURE.md."""
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    part = text.split(f"## {section}\n")[1].split("\n## ")[0]
    rows = [line.split("|")[1] for line in part.splitlines() if line.startswith("| `")]
    return [name for row in rows for name in re.findall(r"`([\w/]+)`", row)]


@pytest.mark.parametrize(("section", "package"), [("The app", "gruquiz"), ("The engine", "engine")])
def test_the_rooms_of_the_map_are_the_rooms_of_the_house(section: str, package: str) -> None:
    named = {name.rstrip("/") for name in rooms(section)}
    there = {
        path.stem
        for path in (ROOT / package).iterdir()
        if not path.name.startswith("_")
        and (path.suffix == ".py" or (path / "__init__.py").exists())
    }
    assert named == there


@pytest.mark.parametrize("document", ["README.md", "CHANGELOG.md"])
def test_the_commands_shown_exist(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    shown = set(re.findall(r"\bgruquiz (?!in\b|opens\b|is\b)([a-z]+)", text))
    assert shown <= set(COMMANDS), shown - set(COMMANDS)


def test_the_readme_has_its_two_commands() -> None:
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    commands = [line.strip() for line in lines if line.startswith("    python3 -m venv")]
    assert [line.rpartition("&& ")[2] for line in commands] == [
        ".venv/bin/gruquiz",
        ".venv/bin/pytest",
    ]
