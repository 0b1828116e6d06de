"""One table of keys: the same act on the same key everywhere, and no key with two meanings."""

import importlib
import pkgutil
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.binding import Binding, BindingsMap
from textual.dom import DOMNode
from textual.pilot import Pilot

import gruquiz.tui
from gruquiz.config import Config
from gruquiz.model import Face, Kind
from gruquiz.tui.keymap import ACTS, BY_NAME, FORMER, MOVES, RESERVED, remapped
from tests.gruquiz.tui import seen
from tests.gruquiz.tui.conftest import CARDS, Running, found, press

ROOT = Path(gruquiz.tui.__file__).parent

TAKE_TURNS = (
    {"app.back", "import.stop"},
    {"app.back", "quiz.finish"},
    {"quiz.next", "quiz.again"},
)
"""Acts on one key of one screen, of which its phase lets one work at a time."""

MEANINGS = {
    "u": {"app.undo"},
    "slash": {"browse.search", "import.path"},
    "q": {"decks.quit", "failure.quit", "moved.keep", "import.stop", "quiz.finish", "dialog.cancel",
          "dialog.close", "app.back"},
    "escape": {"failure.quit", "moved.keep", "type.stop", "import.stop", "quiz.finish",
               "dialog.cancel", "dialog.close", "app.back"},
    "question_mark": {"app.help", "help.toggle"},
    **{str(BY_NAME[name].key): {name} for name in MOVES},
    **{key: set() for key in RESERVED},
}  # fmt: skip
"""Keys that mean the same wherever they are, with the acts that may have them."""


def key_list(act: Binding) -> list[str]:
    return act.key.split(",")


def parts() -> Iterator[type[DOMNode]]:
    """Every screen and widget of the app that binds keys."""
    for module in pkgutil.walk_packages(gruquiz.tui.__path__, "gruquiz.tui."):
        for part in vars(importlib.import_module(module.name)).values():
            own = isinstance(part, type) and part.__module__ == module.name
            if own and issubclass(part, DOMNode) and "BINDINGS" in vars(part):
                yield part


def acts(part: type[DOMNode]) -> set[str]:
    """The acts of a screen or widget, with those of what it is made from."""
    own = (vars(each).get("BINDINGS", ()) for each in part.__mro__ if is_ours(each))
    return {act.id for bindings in own for act in bindings if act.tooltip}


def is_ours(part: type) -> bool:
    return part.__module__.startswith("gruquiz.")


def test_every_binding_of_the_app_comes_from_the_table() -> None:
    found = list(parts())
    assert {"StudyScreen", "DecksScreen", "LabScreen", "NumberField"} <= {
        each.__name__ for each in found
    }
    for path in ROOT.rglob("*.py"):
        if path.name != "keymap.py":
            assert not re.search(r"\bBinding\(", path.read_text(encoding="utf-8")), path
    used = set().union(*map(acts, found))
    silent = {"lab.little_less", "lab.little_more"}
    assert used | silent == BY_NAME.keys(), "an act that no screen has, or one of no table"


def test_an_id_is_there_once() -> None:
    assert len(BY_NAME) == len(ACTS)


def test_no_screen_has_a_key_twice() -> None:
    for part in parts():
        by_key: dict[str, set[str]] = defaultdict(set)
        for act in acts(part):
            for key in key_list(BY_NAME[act]):
                by_key[key].add(act)
        for key, both in by_key.items():
            assert len(both) == 1 or both in TAKE_TURNS, f"{part}: {key} is {sorted(both)}"


def test_a_key_that_means_the_same_everywhere_has_no_other_meaning() -> None:
    for act in ACTS:
        for key in key_list(act):
            assert act.id in MEANINGS.get(key, {act.id}), f"{key} is {act.id}"


def test_one_label_stands_for_one_key() -> None:
    keys: dict[str, set[str]] = defaultdict(set)
    for act in ACTS:
        if act.show:
            keys[act.description].add(act.key_display or key_list(act)[0])
    del keys["page"]  # ←→ turns the pages of the statistics; an exercise has its cursor there
    del keys["mark"]  # a card in a list by space, an answer by enter
    del keys["import"]  # i opens the screen, enter there imports
    assert {label: sorted(both) for label, both in keys.items() if len(both) > 1} == {}


def test_every_act_says_what_it_does() -> None:
    silent = {"lab.little_less", "lab.little_more"}  # `lab.less` tells of them
    for act in ACTS:
        assert bool(act.tooltip) == (act.id not in silent), act.id
        assert not act.tooltip.endswith("."), act.id


def test_the_key_settings_that_the_readme_shows_are_there() -> None:
    readme = (ROOT.parent.parent / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r'`"(\w+\.\w+)" = "', readme)
    assert shown
    assert set(shown) <= BY_NAME.keys()


def test_settings_with_former_ids_keep_working() -> None:
    assert set(FORMER.values()) <= BY_NAME.keys()
    assert FORMER.keys().isdisjoint(BY_NAME)
    assert remapped({"settle.join": "J", "card.flag": "f", "no.such": "y"}) == {
        "warnings.join": "J",
        "card.flag": "f",
    }
    both = remapped({"browse.mark2": "f3", "browse.mark": "f2"})
    assert both == {"browse.mark": "f2"}, "the id of today outdoes the former one"


async def test_a_remapped_key_is_in_footer_and_help(running: Running) -> None:
    config = Config(tables={"keys": {"card.flag": "f", "kind.leave": "f9"}})
    async with running(config=config) as pilot:
        await press(pilot, "enter")
        assert "f flag" in seen.text(pilot.app)
        await press(pilot, "question_mark")
        assert re.search(r"f +Flag", seen.text(pilot.app))
        await press(pilot, "escape", "escape", "d", "d", "f9")
        assert pilot.app.screen.query("#fields"), "the former id of `cancel`"


MANY = [found(n, Kind.QUESTION, Face(f"Question {n:02}?", "Yes.")) for n in range(1, 41)]
LONG = [found(1, Kind.QUESTION, Face("\n\n".join(f"Line {n:02}" for n in range(60)), "Yes."))]


def row_under_cursor(pilot: Pilot[None]) -> str:
    return next(line for line in seen.rows(pilot.app) if "›Q" in line.replace(" ", ""))


async def test_lists_move_without_arrows(running: Running) -> None:
    async with running(cards=MANY) as pilot:
        await press(pilot, "b", "enter")
        for key, card in (("j", "02"), ("j", "03"), ("k", "02"), ("G", "40"), ("g", "01")):
            await press(pilot, key)
            assert f"Question {card}" in row_under_cursor(pilot), key
        await press(pilot, "ctrl+d")
        assert "Question 01" not in row_under_cursor(pilot)
        await press(pilot, "ctrl+u")
        assert "Question 01" in row_under_cursor(pilot)


async def test_pages_move_without_arrows(running: Running) -> None:
    async with running(cards=LONG) as pilot:
        await press(pilot, "enter")
        assert "Line 00" in seen.text(pilot.app)
        await press(pilot, "j")
        assert "Line 00" not in seen.text(pilot.app)
        await press(pilot, "k")
        assert "Line 00" in seen.text(pilot.app)
        await press(pilot, "G")
        assert "Line 59" in seen.text(pilot.app)
        await press(pilot, "g", "ctrl+d")
        assert "Line 00" not in seen.text(pilot.app)
        await press(pilot, "ctrl+u")
        assert "Line 00" in seen.text(pilot.app)


@pytest.mark.parametrize("key", ["q", "escape"])
@pytest.mark.parametrize(
    "way", [("enter",), ("d",), ("l",), ("z",), ("b", "enter"), ("s",), ("comma",)]
)
async def test_every_screen_is_left_by_the_same_keys(
    running: Running, key: str, way: tuple[str, ...]
) -> None:
    async with running(cards=CARDS) as pilot:
        await press(pilot, *way)
        assert not pilot.app.screen.query("#decks")
        await press(pilot, key)
        assert pilot.app.screen.query("#decks")


def test_textual_reads_the_table_as_it_is_meant() -> None:
    """A key of two acts is in the map twice, none is lost."""
    table = BindingsMap([BY_NAME["app.back"], BY_NAME["import.stop"]])
    assert {each.id for each in table.key_to_bindings["q"]} == {"app.back", "import.stop"}
