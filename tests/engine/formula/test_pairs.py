"""Each way to type an answer is right, and each that only looks right is not."""

import pytest

from engine.formula import equivalent
from tests.engine.formula.pairs import Pair, pairs

TABLE = list(pairs("answers.txt"))
IN_CODE = [
    pair
    for name in (
        "answers_in_code.txt",
        "answers_held_out.txt",
        "answers_held_out_2.txt",
        "answers_held_out_3.txt",
    )
    for pair in pairs(name)
]
"""Put down before any of them was judged."""


def test_the_tables_are_wide() -> None:
    for table, size in ((TABLE, 300), (IN_CODE, 60)):
        assert len(table) >= size
        assert sum(not pair.right for pair in table) * 3 >= len(table)


@pytest.mark.parametrize(
    "pair", [*TABLE, *IN_CODE], ids=lambda pair: f"{pair.answer} | {pair.typed}"
)
def test_a_pair_is_judged_by_what_it_means(pair: Pair) -> None:
    found = equivalent(pair.answer, pair.typed, pair.equations)
    assert found.equal is pair.right, (found.sentence, found.error)
