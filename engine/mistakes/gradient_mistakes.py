"""The mistakes in the derivative of a step: each path that may be forgotten, and a few more."""

from dataclasses import dataclass

from engine.mistakes.mistake import Mistake


@dataclass(frozen=True, slots=True)
class Slip:
    """How a wrong derivative departs from the right one."""

    direct: float = 1.0
    """Factor on the path through the old state's own share."""
    candidate: float = 1.0
    """Factor on the path through the candidate's recurrent product."""
    reset: float = 1.0
    """Factor on the path through r."""
    update: float = 1.0
    """Factor on the path through z."""
    sign: float = 1.0
    """Factor on the derivative by z."""
    flipped: bool = False
    """z taken with the other polarity."""
    one_state: bool = False
    """The derivative by z without the candidate."""
    gate_slope: bool = True
    candidate_slope: bool = True
    transposed: bool = True


GRADIENT_MISTAKES = (
    Mistake(
        "drop_direct_path",
        "dh",
        "You left out the direct path: {h} also reaches {new} by its own share, {keep}.",
    ),
    Mistake(
        "drop_update_path",
        "dh",
        "You left out the path through {z}: {h} also moves the update gate.",
    ),
    Mistake(
        "drop_reset_path",
        "dh",
        "You left out the path through {r}: {h} also moves the reset gate, and that moves {n}.",
    ),
    Mistake(
        "drop_candidate_path",
        "dh",
        "You left out the path through the recurrent product inside {n}.",
    ),
    Mistake(
        "polarity_flipped",
        "dz",
        "You took {z} the other way round. Here {z} {share}: {mix}.",
    ),
    Mistake(
        "gradient_one_state",
        "dz",
        "{z} weighs two states: its derivative holds their difference, not one of them.",
    ),
    Mistake(
        "gradient_sign",
        "dz",
        "Your derivative by {z} has the wrong sign. What is derived: {mix}.",
    ),
    Mistake(
        "no_gate_slope",
        "dh",
        "You left out the slope of the gates' activation, which for σ is σ (1 - σ).",
    ),
    Mistake(
        "no_candidate_slope",
        "dh",
        "You left out the slope of the activation of {n}.",
    ),
    Mistake(
        "gradient_not_transposed",
        "dh",
        "You multiplied with the weights themselves. Backpropagation takes their transposes.",
    ),
)

SLIPS = {
    "drop_direct_path": Slip(direct=0.0),
    "drop_update_path": Slip(update=0.0),
    "drop_reset_path": Slip(reset=0.0),
    "drop_candidate_path": Slip(candidate=0.0),
    "polarity_flipped": Slip(flipped=True),
    "gradient_one_state": Slip(one_state=True),
    "gradient_sign": Slip(sign=-1.0),
    "no_gate_slope": Slip(gate_slope=False),
    "no_candidate_slope": Slip(candidate_slope=False),
    "gradient_not_transposed": Slip(transposed=False),
}
"""What each key changes."""
