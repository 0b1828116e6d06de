"""Answers meant to hang, to run or to break the judge: each gets words within a second."""

import time

import pytest

from engine.formula import equivalent
from tests.engine.formula import seeds

STATE = r"(1 - z_t) \otimes h_{t-1} + z_t \otimes \tilde{h}_t"

HOSTILE = {
    "deep brackets": "(" * 400 + "z" + ")" * 400,
    "deep open brackets": "(" * 950,
    "deep braces": "{" * 450 + "z" + "}" * 450,
    "deep powers": "x^{" * 320 + "z" + "}" * 320,
    "a tower": "9**9**9**9**9",
    "braced towers": "9^{9^{9^{9^{9^{9}}}}}",
    "digits": "9" * 950,
    "more digits than are read": "9" * 50_000,
    "a large exponent": "z^99999999999999999999",
    "functions in functions": "tanh(" * 300 + "z" + ")" * 300,
    "functions without brackets": "sin " * 400 + "z",
    "a long sum": "+".join(["z_t"] * 240),
    "a long product": "z_t*" * 240 + "z_t",
    "signs": "-" * 950 + "z",
    "fractions": r"\frac{1}{" * 200 + "z" + "}" * 200,
    "arrays": r"\begin{array}{c}" * 40 + "z" + r"\end{array}" * 40,
    "underscores": "_" * 950,
    "a name of underscores": "h" + "_a" * 450,
    "letters": "a" * 950,
    "accents": "h" + "~" * 950,
    "combining accents": "h" + "\u0303" * 950,
    "dollars": "$" * 951,
    "tildes": "h~_" * 320,
    "blanks": " " * 1_000_000 + "z",
    "nothing that is seen": "\u200b" * 950,
    "code": "__import__('os').system('touch /tmp/ran')",
    "a lambda": "(lambda: exit())()",
    "a format": "{0.__class__.__mro__}",
    "control characters": "\x00\x1b[2J\x07z",
    "surrogates": "\ud800z",
    "right to left": "\u202ez_t",
    "not a number": "nan",
    "division by nothing": "1/0 + 0/0",
    "commands": r"\input{/etc/passwd} \def\x{\x\x}\x",
}


@pytest.mark.parametrize("equations", [(), seeds.RESET_AFTER], ids=["alone", "beside its note"])
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_answer_is_wrong_or_unreadable_at_once(
    name: str, equations: tuple[str, ...]
) -> None:
    equivalent(STATE, "z", equations)
    start = time.process_time()
    found = equivalent(STATE, HOSTILE[name], equations)
    assert time.process_time() - start < 1
    assert not found.equal
    if found.error is not None:
        assert found.error.message
        assert "Traceback" not in str(found.error)
    assert equivalent(STATE, "z*(h~ - h_prev) + h_prev", equations).equal


def test_an_answer_that_is_too_long_or_too_deep_is_unreadable_in_words() -> None:
    long = equivalent("z", "9" * 50_000).error
    assert long is not None
    assert long.message == "this answer has 50000 characters; 1000 is the most that is read"
    deep = equivalent("z", HOSTILE["deep brackets"]).error
    assert deep is not None
    assert deep.message == "more than 32 brackets within each other"


@pytest.mark.parametrize("expected", [*HOSTILE.values(), "", "$$", r"\frac", "W_{"])
def test_an_answer_that_the_note_itself_has_so_is_right(expected: str) -> None:
    """Whatever a note holds, typing it again is right and typing another is not."""
    if 0 < len(expected.strip()) <= 1_000 and expected.strip(" $\u200b"):
        assert equivalent(expected, expected).equal
    assert not equivalent(expected, "r_t + 17 q").equal
