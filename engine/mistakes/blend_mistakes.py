"""The mistakes of blending the old state with the candidate."""

from engine.mistakes.mistake import Change, Mistake

BLEND_MISTAKES = (
    Mistake(
        "polarity_flipped",
        "h'",
        "You weighted {wrong_state} by {z}. Here {z} {share}.",
        Change(mix="flipped"),
    ),
    Mistake(
        "mix_candidate_only",
        "h'",
        "You stopped at the candidate. It is still to be blended: {mix}.",
        Change(mix="candidate"),
    ),
    Mistake(
        "mix_keep_only",
        "h'",
        "You took only the share of the old state: the share {write} of {n} is still to be added.",
        Change(mix="keep"),
    ),
    Mistake(
        "mix_write_only",
        "h'",
        "You took only the share of the candidate: the share {keep} of {h} is still to be added.",
        Change(mix="write"),
    ),
    Mistake(
        "mix_no_one_minus",
        "h'",
        "You weighted both states by {z}. The shares add up to one: {mix}.",
        Change(mix="no one minus"),
    ),
    Mistake(
        "mix_sum",
        "h'",
        "You added {h} and {n} without their weights: {mix}.",
        Change(mix="sum"),
    ),
    Mistake(
        "mix_minus",
        "h'",
        "You subtracted the share of the candidate; the two shares are added.",
        Change(mix="minus"),
    ),
    Mistake(
        "mix_swaps_components",
        "h'",
        "You weighted each component by the wrong component of {z}: "
        "the blend goes component by component.",
        Change(update="z crosswise"),
    ),
)

GATE_AND_STATE_MISTAKES = (
    Mistake(
        "r_used_as_update",
        "h'",
        "You blended with {r}. The blend is the work of {z}.",
        Change(update="r"),
    ),
    Mistake(
        "mix_uses_rh",
        "h'",
        "You blended with the reset state {reset_state}. The blend takes {h} itself.",
        Change(old="r h"),
    ),
)
"""Those that need r beside what the blend takes."""
