"""Which known mistake explains a wrong answer."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.exercise import Drill, Exercise, Floats
from engine.exercise.printed import plain
from engine.exercise.separable import applicable
from engine.mistakes import FORMULAS, ROUNDED_TOO_EARLY, Mistake, words


def diagnose(
    drill: Drill,
    exercise: Exercise,
    typed: Sequence[Floats],
    wrong: Sequence[NDArray[np.bool_]],
) -> tuple[Mistake, ...]:
    """The mistakes that explain everything typed, else those that explain one wrong quantity.

    Several where they give the same answer; none where no known mistake explains it.

    Each mistake is computed from the learner's own earlier values, so that it is found after
    another slip too. `typed` and `wrong` have an array for each asked quantity, of shape (), [H]
    or [H, H]; NaN is a blank.
    """
    if not any(cells.any() for cells in wrong):
        return ()
    mistakes = applicable(drill, exercise.setting)
    known = [values[None, ..., None] for values in typed]
    tolerances = [exercise.tolerance[name] for name in exercise.asked]
    with np.errstate(all="ignore"):
        # The right computation comes first, so that the batch is never empty.
        chains = drill.solve(exercise.setting, exercise.numbers, (None, *mistakes), known=known)
        fits = [
            np.broadcast_to(_fits(chain[..., 0], values, tolerance), len(mistakes) + 1)[1:]
            for chain, values, tolerance in zip(chains, typed, tolerances, strict=True)
        ]
        whole = np.logical_and.reduce(fits)
        found = _chosen(mistakes, whole)
        near = all(
            bool(
                (np.abs(chain[0, ..., 0] - values) < 20 * 10.0 ** (1 - exercise.decimals))[
                    cells
                ].all()
            )
            for chain, values, cells in zip(chains, typed, wrong, strict=True)
        )
        if near and _rounded(drill, exercise, typed, tolerances):
            found += (ROUNDED_TOO_EARLY,)
        if found:
            return found
    for cells, fit in zip(wrong, fits, strict=True):
        if cells.any() and fit.any():
            return _chosen(mistakes, fit)
    return ()


def _chosen(mistakes: tuple[Mistake, ...], fits: NDArray[np.bool_]) -> tuple[Mistake, ...]:
    return tuple(mistake for mistake, fit in zip(mistakes, fits, strict=True) if fit)


def _fits(chain: Floats, typed: Floats, tolerance: Floats) -> NDArray[np.bool_]:
    """[M]: whether the mistake gives every typed component; blanks are ignored."""
    near = (np.abs(chain - typed) <= tolerance) | np.isnan(typed)
    return np.asarray(near.reshape(len(chain), -1).all(axis=1))


def _rounded(
    drill: Drill, exercise: Exercise, typed: Sequence[Floats], tolerances: Sequence[Floats]
) -> bool:
    """Whether rounding intermediate values to one decimal less explains everything typed."""
    known = [values[None, ..., None] for values in typed]
    coarse = drill.solve(
        exercise.setting, exercise.numbers, (None,), known=known, digits=exercise.decimals - 1
    )
    return all(
        bool(_fits(values[..., 0], own, tolerance / 2).all())
        for values, own, tolerance in zip(coarse, typed, tolerances, strict=True)
    )


def sentence(drill: Drill, exercise: Exercise, mistake: Mistake, *, latex: bool) -> str:
    """The sentence about a mistake, in the exercise's own letters."""
    bare = drill.letters(exercise.setting)
    if not latex:
        bare = {name: _spoken(symbol) for name, symbol in bare.items()}
    mark = "$" if latex else ""
    letters = {name: f"{mark}{symbol}{mark}" for name, symbol in bare.items()}
    phrases = {
        name: f"{mark}{text.format(**bare)}{mark}" if name in FORMULAS else text.format(**letters)
        for name, text in words(exercise.convention).items()
    }
    return mistake.sentence.format(**letters, **phrases, digits=exercise.decimals)


_SIGNS = {r"\odot": "⊙", r"\circ": "∘", r"\otimes": "⊗", "*": "*", r"\cdot": "·"}


def _spoken(symbol: str) -> str:
    return _SIGNS.get(symbol) or plain(symbol)
