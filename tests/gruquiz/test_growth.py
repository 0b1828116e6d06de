"""Crafted text, a pasted log and a data dump are read in one pass: no sign is looked at anew for
each place where something could begin."""

import signal
from collections.abc import Iterator

import pytest

from tests.growth.inputs import Crafted, alone
from tests.growth.readers import READERS, read

LENGTH = 20_000
HANG = 20
"""Seconds until an input counts as hanging: reading it takes less than one, and a scanner that
starts anew at each sign takes minutes."""


@pytest.fixture
def _watched() -> Iterator[None]:
    def hang(*_: object) -> None:
        pytest.fail("reading does not come to an end")

    before = signal.signal(signal.SIGALRM, hang)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.usefixtures("_watched")
@pytest.mark.parametrize("one", list(alone()), ids=lambda one: repr(one.sign))
def test_any_row_of_signs_is_read(one: Crafted) -> None:
    text = one.text(LENGTH)
    for reader in READERS:
        signal.alarm(HANG)
        read(reader, text)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("9" * 5000, id="digits"),
        pytest.param("1e" + "9" * 5000, id="exponent"),
        pytest.param("(" * 3000 + "1" + ")" * 3000, id="parentheses"),
        pytest.param("{" * 3000 + "x" + "}" * 3000, id="braces"),
        pytest.param("[" * 3000 + "1" + "]" * 3000, id="brackets"),
        pytest.param("x^" * 3000 + "2", id="powers"),
        pytest.param("-" * 3000 + "1", id="minus signs"),
        pytest.param("\\frac{1}{" * 1000 + "x" + "}" * 1000, id="fractions"),
        pytest.param("> " * 3000 + "a::b", id="quotations"),
        pytest.param("\n".join("  " * n + "- a" for n in range(400)), id="lists"),
        pytest.param("<div>" * 3000 + "a" + "</div>" * 3000, id="elements"),
        pytest.param("not " * 3000 + "a", id="negations"),
        pytest.param("{a=" * 2000 + "1" + "}" * 2000, id="tables"),
    ],
)
def test_numbers_and_nesting_of_any_size_are_read_or_refused_in_words(
    reader: str, text: str
) -> None:
    read(reader, text)
