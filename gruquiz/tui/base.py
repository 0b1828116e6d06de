"""What all screens share: a first line, the keys at the foot, help, and the way back."""

from collections.abc import Callable
from typing import Any, ClassVar, Generic, TypeVar, cast

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Size
from textual.reactive import Reactive
from textual.screen import Screen

from gruquiz.terminal import visible
from gruquiz.tui.keymap import MOVES, keys
from gruquiz.tui.moving import move
from gruquiz.tui.shell import Shell
from gruquiz.tui.widgets.key_bar import KeyBar
from gruquiz.tui.widgets.notice import Notice
from gruquiz.tui.widgets.top_line import TopLine

Result = TypeVar("Result")


class Foot(Vertical):
    """What stands at the foot, as high as it needs."""

    virtual_size = Reactive(Size(0, 0), repaint=False)
    """As every widget's, but without a second layout when the first gave it another size."""


class GruquizScreen(Screen[Result], Generic[Result]):
    """A screen of the app; subclasses give `body` and say what `place` it is."""

    BINDINGS: ClassVar[list[BindingType]] = keys("app.help", *MOVES)

    def compose(self) -> ComposeResult:
        self.gruquiz.hush()  # what was said belongs to the screen that is left
        yield TopLine(id="top")
        yield from self.body()
        with Foot(id="foot"):
            yield Notice()
            yield KeyBar()

    def body(self) -> ComposeResult:
        """What stands between the first line and the keys."""
        yield from ()

    @property
    def gruquiz(self) -> Shell:
        """The app, as its screens see it."""
        return cast("Shell", self.app)

    def on_screen_resume(self) -> None:
        """The first time that a kind of screen is shown, have the app tidied after its frame."""
        app = self.gruquiz
        if app.tidy is not None and app.library is not None and type(self) not in app.kinds_shown:
            app.kinds_shown.add(type(self))
            self.after_frame(app.tidy)

    def place(self, left: str | Content, right: str | Content = "") -> None:
        """Say in the first line where one is, and how far."""
        top = self.query_one("#top", TopLine)
        top.left = left if isinstance(left, Content) else Content.styled(visible(left), "bold")
        top.right = right if isinstance(right, Content) else Content(visible(right))

    def after_frame(self, call: Callable[[], object]) -> None:
        """Call once this screen has been painted: for what takes longer than a frame may.

        By way of the app: while that starts it paints nothing, and hears nothing until it does.
        """
        self.app.call_later(self._call_after_frame, call)

    def _call_after_frame(self, call: Callable[[], object]) -> None:
        self.refresh()
        self.call_after_refresh(call)

    def say(self, message: str, *, wrong: bool = False) -> None:
        """Show one line above the keys for a while; whatever is said next takes its place."""
        self.gruquiz.say(message, wrong=wrong)

    def action_help(self) -> None:
        """List the keys of this screen with what they do."""
        self.gruquiz.open("help", self)

    def action_move(self, way: str) -> None:
        """Move in what has the focus."""
        move(cast("Screen[Any]", self), way)

    def action_back(self) -> None:
        """Leave this screen."""
        self.dismiss(None)
