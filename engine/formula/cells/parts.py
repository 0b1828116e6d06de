"""What is known of a GRU while it is put together from equations."""

from dataclasses import dataclass, field

from engine.conventions import Activation
from engine.formula.cells.letters import Affine
from engine.formula.equation_system import Definition
from engine.formula.tree import Node

NAMES = {"r": "reset gate", "z": "update gate", "n": "candidate", "h'": "state equation"}


@dataclass(slots=True)
class Parts:
    """What is known of a GRU while it is put together."""

    old: str
    z: str = ""
    r: str = ""
    keeps: bool | None = None
    state: Definition | None = None
    candidate: Definition | None = None
    candidate_value: Node | None = None
    reset: Definition | None = None
    update: Definition | None = None
    reset_after: bool = False
    gate_activation: Activation = "sigmoid"
    candidate_activation: Activation = "tanh"
    expanded: dict[str, Node] = field(default_factory=dict)
    """Gates and candidate with every intermediate quantity put in, where there is one."""
    letters: dict[str, Affine] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    trouble: str = ""
    """Why these equations are no GRU; "" while they may be one."""
    trouble_at: Definition | None = None
    """The equation that is the trouble."""

    def fails(self, reason: str, at: Definition | None) -> None:
        """Remember the first reason why this is no GRU."""
        if not self.trouble:
            self.trouble, self.trouble_at = reason, at

    @property
    def whole(self) -> bool:
        """True where all four equations are there and fit."""
        return not self.missing and not self.trouble
