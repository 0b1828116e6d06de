"""The parts of a GRU, as they are found among equations."""

from dataclasses import dataclass, field

from engine.conventions import Activation
from engine.formula.cells.letters import Affine
from engine.formula.equation_system import Definition
from engine.formula.tree import Node

NAMES = {"r": "reset gate", "z": "update gate", "n": "candidate", "h'": "state equation"}


@dataclass(slots=True)
class Parts:
    """The parts found so far."""

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
    """Gates and candidate with their intermediate quantities substituted."""
    letters: dict[str, Affine] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    trouble: str = ""
    """Why these equations are not a GRU; "" while they may be one."""
    trouble_at: Definition | None = None
    """The equation that is the reason."""

    def fails(self, reason: str, at: Definition | None) -> None:
        """Record why this is not a GRU; the first reason counts."""
        if not self.trouble:
            self.trouble, self.trouble_at = reason, at

    @property
    def whole(self) -> bool:
        """True where all four equations were found and fit."""
        return not self.missing and not self.trouble
