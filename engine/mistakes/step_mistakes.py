"""The mistakes in computing a step, in the order in which they are tried."""

from engine.mistakes.blend_mistakes import BLEND_MISTAKES, GATE_AND_STATE_MISTAKES
from engine.mistakes.mistake import Change, Mistake

_GATES = (
    Mistake(
        "gates_swapped",
        "r",
        "You computed {r} with the weights of {z}, and {z} with those of {r}.",
        Change(rows="zrn"),
    ),
    Mistake(
        "no_sigmoid",
        "r",
        "You left out the activation of the gates: {r} and {z} are {f} of their sums.",
        Change(gate="none"),
    ),
    Mistake(
        "gate_tanh",
        "r",
        "You put the gates through tanh. Gates take {f}, so that they lie between 0 and 1.",
        Change(gate="tanh"),
    ),
    Mistake(
        "gate_sigmoid_negated",
        "r",
        "You took {f} of minus the sum: σ(a) is 1 / (1 + e^-a), with the minus inside already.",
        Change(gate="negated"),
    ),
)

_RESET = (
    Mistake(
        "reset_other_side",
        "n",
        "You let {r} act {wrong_place}. Here it acts {place}.",
        Change(reset_on="other"),
    ),
    Mistake(
        "reset_ignored",
        "n",
        "You left {r} out of {n}: it multiplies {reset_part}.",
        Change(reset="one"),
    ),
    Mistake(
        "reset_one_minus",
        "n",
        "You reset with 1 - {r}. {r} itself says how much of the old state is looked at.",
        Change(reset="rest"),
    ),
    Mistake(
        "reset_on_input",
        "n",
        "You multiplied the input's part of {n} by {r}. {r} acts on {reset_part} only.",
        Change(reset_on="input"),
    ),
    Mistake(
        "reset_on_all",
        "n",
        "You multiplied the whole sum of {n} by {r}. {r} acts on {reset_part} only.",
        Change(reset_on="all"),
    ),
    Mistake(
        "bias_outside_reset",
        "n",
        "You left the recurrent bias of {n} outside the reset: {r} multiplies the product "
        "and its bias together.",
        Change(reset_on="no bias"),
    ),
    Mistake(
        "z_used_as_reset",
        "n",
        "You used {z} where {r} belongs, inside {n}.",
        Change(reset="z"),
    ),
)

_BIASES = (
    Mistake(
        "no_bias",
        "r",
        "You left out the biases.",
        Change(bx=(0, 0, 0), bh=(0, 0, 0)),
    ),
    Mistake(
        "no_bias_candidate",
        "n",
        "You left out the bias of {n}.",
        Change(bx=(1, 1, 0), bh=(1, 1, 0)),
    ),
    Mistake(
        "no_recurrent_bias",
        "r",
        "You left out the second bias: each sum has one for the input and one for the state.",
        Change(bh=(0, 0, 0)),
    ),
    Mistake(
        "bias_twice",
        "r",
        "You added the biases twice.",
        Change(bx=(2, 2, 2), bh=(2, 2, 2)),
    ),
    Mistake(
        "bias_sign",
        "r",
        "You subtracted the biases; they are added.",
        Change(bx=(-1, -1, -1), bh=(-1, -1, -1)),
    ),
)

_CANDIDATE = (
    Mistake(
        "no_tanh",
        "n",
        "You left out the activation of {n}: it is {g} of its sum.",
        Change(candidate="none"),
    ),
    Mistake(
        "candidate_other_activation",
        "n",
        "You took the other activation for {n}: here it is {g}.",
        Change(candidate="other"),
    ),
    Mistake(
        "candidate_uses_z_rows",
        "n",
        "You computed {n} with the weights of {z}.",
        Change(rows="rzz"),
    ),
    Mistake(
        "candidate_uses_r_rows",
        "n",
        "You computed {n} with the weights of {r}.",
        Change(rows="rzr"),
    ),
)

_PRODUCTS = (
    Mistake(
        "W_transposed",
        "r",
        "You multiplied {x} with the input weights lying on their side: rows and columns swapped.",
        Change(W="transposed"),
        square=True,
    ),
    Mistake(
        "U_transposed",
        "r",
        "You multiplied {h} with the recurrent weights lying on their side: "
        "rows and columns swapped.",
        Change(U="transposed"),
    ),
    Mistake(
        "both_transposed",
        "r",
        "You multiplied with all weights lying on their side: rows and columns swapped.",
        Change(W="transposed", U="transposed"),
        square=True,
    ),
    Mistake(
        "W_U_swapped",
        "r",
        "You multiplied {x} by the recurrent weights and {h} by the input weights.",
        Change(W="U", U="W"),
        square=True,
    ),
    Mistake(
        "no_recurrent",
        "r",
        "You left out the part of {h} in the sums.",
        Change(recurrent=(0, 0, 0)),
    ),
    Mistake(
        "no_recurrent_candidate",
        "n",
        "You left out the part of {h} in {n}.",
        Change(recurrent=(1, 1, 0)),
    ),
    Mistake(
        "no_input",
        "r",
        "You left out the part of {x} in the sums.",
        Change(input=(0, 0, 0)),
    ),
    Mistake(
        "recurrent_sign",
        "r",
        "You subtracted the part of {h} in the sums; it is added.",
        Change(recurrent=(-1, -1, -1)),
    ),
    Mistake(
        "candidate_recurrent_sign",
        "n",
        "You subtracted the part of {h} in {n}; it is added.",
        Change(recurrent=(1, 1, -1)),
    ),
    Mistake(
        "input_sign",
        "r",
        "You subtracted the part of {x} in the sums; it is added.",
        Change(input=(-1, -1, -1)),
    ),
    Mistake(
        "no_clip",
        "r",
        "You left out the clipping of the sums before the activation.",
        Change(clipped=False),
    ),
)

STEP_MISTAKES = (
    *BLEND_MISTAKES[:1],
    *_GATES,
    *_RESET,
    *_BIASES,
    *_CANDIDATE,
    *_PRODUCTS,
    *BLEND_MISTAKES[1:],
    *GATE_AND_STATE_MISTAKES,
)
"""All that can go wrong in one step."""

SEQUENCE_MISTAKES = (
    *STEP_MISTAKES,
    Mistake(
        "stale_h0",
        "h'",
        "You started every step from the first state. Each step starts from the one before.",
        Change(state="first"),
    ),
    Mistake(
        "previous_r",
        "h'",
        "You used the reset gate of the step before. Each step computes its own.",
        Change(reset="previous"),
    ),
)
"""The mistakes of a step, made at every step, and those that need several steps."""

ROUNDED_TOO_EARLY = Mistake(
    "rounded_too_early",
    "r",
    "You rounded on the way, and the error grew: keep {digits} decimals or more until the end.",
)
"""Known by computing with rounded intermediates, not by a change."""
