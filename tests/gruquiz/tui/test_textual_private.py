"""What the app relies on in Textual without a public seam fails here where it changes."""

import re
from pathlib import Path

from textual.app import App, ComposeResult
from textual.widgets import OptionList, Static

import gruquiz.tui
from gruquiz.tui.textual_private import CatchingApp, line_of_option

ROOT = Path(gruquiz.tui.__file__).parent
PRIVATE = r"(_dispatch_message|_handle_exception|_suggestion|_index_to_line)\b"


def test_private_names_stand_in_one_file() -> None:
    for path in ROOT.rglob("*.py"):
        if path.name != "textual_private.py":
            source = path.read_text(encoding="utf-8")
            assert not re.search(rf"\.{PRIVATE}|def {PRIVATE}", source), path


class Faulty(CatchingApp):
    def __init__(self) -> None:
        super().__init__()
        self.met: list[str] = []
        self.messages = 0

    def caught(self, error: Exception) -> None:
        self.met.append(str(error))

    def heard(self, message: object) -> None:
        self.messages += 1

    def compose(self) -> ComposeResult:
        yield Static("here")

    def on_key(self) -> None:
        raise ValueError("in a handler of the app")

    async def fail(self) -> None:
        raise ValueError("in a worker")


async def test_every_fault_comes_to_the_app_which_goes_on() -> None:
    async with Faulty().run_test() as pilot:
        app = pilot.app
        assert isinstance(app, Faulty)
        await pilot.press("x")
        app.run_worker(app.fail())
        await pilot.pause()
        await pilot.pause()
        assert app.met[0] == "in a handler of the app"
        assert "in a worker" in app.met[1]
        assert app.messages > 1
        assert app.is_running


class Options(App[None]):
    def compose(self) -> ComposeResult:
        yield OptionList("one", "two\nlines", None, "three")


async def test_the_line_of_an_option_is_known() -> None:
    async with Options().run_test() as pilot:
        options = pilot.app.query_one(OptionList)
        assert [line_of_option(options, index) for index in range(4)] == [0, 1, 4, -1]
