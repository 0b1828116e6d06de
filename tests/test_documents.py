"""The documents are true: the rooms they name exist, and so do the commands they show."""

import re
from pathlib import Path

import pytest

from gruquiz.cli import COMMANDS
from gruquiz.library import Library

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


def test_the_parts_of_the_library_are_those_that_it_holds() -> None:
    with Library.memory() as library:
        held = {
            name
            for name in dir(library)
            if not name.startswith("_")
            and type(getattr(library, name)).__module__.startswith("gruquiz.library")
        }
    assert set(rooms("The library")) == held


@pytest.mark.parametrize("document", ["README.md", "CHANGELOG.md"])
def test_the_commands_shown_exist(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    shown = set(re.findall(r"\bgruquiz (?!in\b|opens\b|is\b)([a-z]+)", text))
    assert shown <= set(COMMANDS), shown - set(COMMANDS)


def pictures() -> list[str]:
    """The pictures that the README shows."""
    return re.findall(
        r"^!\[[^\]]+\]\(([^)]+)\)$", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE
    )


def test_the_readme_shows_every_picture_that_is_made() -> None:
    made = {path.relative_to(ROOT).as_posix() for path in (ROOT / ".github").rglob("*.svg")}
    assert set(pictures()) == made != set()


@pytest.mark.parametrize("picture", pictures())
def test_a_picture_asks_nobody_for_anything(picture: str) -> None:
    svg = (ROOT / picture).read_text(encoding="utf-8")
    assert set(re.findall(r"https?://[^\s\"')]+", svg)) == {"http://www.w3.org/2000/svg"}
    assert "@import" not in svg
    assert "url(" not in re.sub(r"url\(#[\w-]+\)", "", svg)
    assert "<script" not in svg


def test_links_of_the_readme_lead_somewhere() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    heads = {
        re.sub(r"[^\w -]", "", head).lower().replace(" ", "-")
        for head in re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    }
    for target in re.findall(
        r"(?<!!)\[[^\]]+\]\(([^)]+)\)", re.sub(r"~~~~.*?~~~~", "", text, flags=re.DOTALL)
    ):
        assert target.startswith("#") or (ROOT / target).exists(), target
        assert not target.startswith("#") or target[1:] in heads, target


def test_the_readme_has_its_two_commands() -> None:
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    commands = [line.strip() for line in lines if line.startswith("    python3 -m venv")]
    assert [line.rpartition("&& ")[2] for line in commands] == [
        ".venv/bin/gruquiz",
        ".venv/bin/pytest",
    ]
