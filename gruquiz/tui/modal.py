"""A card over the screen below, which is closed again."""

from typing import Any, ClassVar, Generic, TypeVar, cast

from textual.binding import BindingType
from textual.screen import ModalScreen, Screen

from gruquiz.tui.keymap import MOVES, keys
from gruquiz.tui.moving import move

Result = TypeVar("Result")


class Modal(ModalScreen[Result], Generic[Result]):
    """A screen over another one; in its lists and pages the usual keys move."""

    BINDINGS: ClassVar[list[BindingType]] = keys(*MOVES)

    def action_move(self, way: str) -> None:
        """Move in what has the focus."""
        move(cast("Screen[Any]", self), way)
