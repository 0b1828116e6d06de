"""What a learner typed → an array of the shape asked: `[.1, .2]`, `0,75`, `27 000`, `50×128`."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.answers.arithmetic import TypedNumber
from engine.answers.rows import Rows, readings
from engine.errors import AnswerError

EXACT = 99
"""The precision of a number that was not typed as a plain decimal: a fraction, a function."""


@dataclass(frozen=True, slots=True)
class TypedValue:
    """One answer as numbers."""

    values: NDArray[np.float64]
    """NaN where the learner left a blank."""
    decimals: NDArray[np.int64]
    """Digits typed after each decimal point; EXACT where the number is not a plain decimal."""
    note: str | None = None
    """A remark where the answer was accepted in another form: a row for a column."""


def parse_value(
    answer: str | ArrayLike, shape: tuple[int, ...], *, row: bool = False
) -> TypedValue:
    """The answer as an array of the shape asked, however it was typed.

    A vector may be a row or a column; the form that the source does not use (see `row`) is
    accepted with a note. Raises AnswerError for what cannot be read, has another shape, is not
    finite, or could be meant in two ways.
    """
    found = meanings(answer, shape, row=row)
    if len(found) == 1:
        return found[0]
    raise ambiguous(str(answer))


def ambiguous(answer: str) -> AnswerError:
    """The error for a text that can mean two numbers."""
    return AnswerError(
        f"“{answer.strip()[:40]}” can be read in two ways; "
        "write decimals with a point and separate numbers by commas"
    )


def meanings(
    answer: str | ArrayLike, shape: tuple[int, ...], *, row: bool = False
) -> tuple[TypedValue, ...]:
    """Every meaning of an answer in the shape asked, the plainest first: `1,250` has two.

    Raises AnswerError, as `parse_value` does, where there is none.
    """
    if not isinstance(answer, str):
        return (_from_array(answer, shape, row),)
    if not answer.strip():
        return (TypedValue(np.full(shape, math.nan), np.full(shape, EXACT, np.int64)),)
    read = readings(answer)
    values = [_value(rows) for rows in read.found]
    fits: list[TypedValue] = []
    for value in values:
        fitted = _fitted(value, shape, row)
        if fitted is not None and not any(_same(fitted, other) for other in fits):
            fits.append(fitted)
    if fits:
        return tuple(fits)
    if values:
        given = describe(values[0].values.shape)
        raise AnswerError(f"{describe(shape)} wanted, {given} given")
    raise read.refusal or AnswerError("nothing was typed that could be read")


def describe(shape: tuple[int, ...]) -> str:
    """A shape in words: "one number is", "3 numbers are", "a matrix of 2 rows and 3 columns is"."""
    if len(shape) == 2 and 1 not in shape:
        return f"a matrix of {shape[0]} rows and {shape[1]} columns is"
    count = math.prod(shape)
    return "one number is" if count == 1 else f"{count} numbers are"


def _same(a: TypedValue, b: TypedValue) -> bool:
    return bool(np.array_equal(a.values, b.values, equal_nan=True))


def _from_array(answer: ArrayLike, shape: tuple[int, ...], row: bool) -> TypedValue:
    try:
        values = np.asarray(answer, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise AnswerError("the answer is not an array of numbers") from error
    if not np.isfinite(values).all():
        raise AnswerError("NaN and infinities are not answers")
    found = TypedValue(values, np.full(values.shape, EXACT, np.int64))
    fitted = _fitted(found, shape, row)
    if fitted is None:
        raise AnswerError(f"{describe(shape)} wanted, {describe(values.shape)} given")
    return fitted


def _value(rows: Rows) -> TypedValue:
    values = np.array([number.value for number in rows.numbers]).reshape(rows.shape)
    decimals = np.array([_decimals(number) for number in rows.numbers], np.int64)
    return TypedValue(values, decimals.reshape(rows.shape))


def _decimals(number: TypedNumber) -> int:
    return EXACT if number.decimals is None else number.decimals


def _fitted(found: TypedValue, shape: tuple[int, ...], row: bool) -> TypedValue | None:
    """The value in the shape asked, or None where it has another."""
    given = found.values.shape
    if given == shape:
        return found
    count = math.prod(shape)
    vectors = len(shape) < 2 or 1 in shape
    if not vectors or found.values.size != count or sum(side != 1 for side in given) > 1:
        return None
    note = None
    if count > 1 and len(given) == 2:
        typed_row = given[0] == 1
        if typed_row and not row:
            note = "a row was typed where the source has a column: taken as the column"
        elif row and not typed_row:
            note = "a column was typed where the source has a row: taken as the row"
    return TypedValue(found.values.reshape(shape), found.decimals.reshape(shape), note)
