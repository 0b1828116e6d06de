"""The tables of pairs: nothing wrong is taken, nothing right is refused, and fast."""

import subprocess
import sys
import time

import pytest

from gruquiz.judge import judge_text, kind_of
from tests.gruquiz.judging.pairs import TABLES, pairs

WRONG = [(answer, typed) for _, answer, typed, right in pairs() if not right]
RIGHT = [(answer, typed) for _, answer, typed, right in pairs() if right]


@pytest.mark.parametrize(("answer", "typed"), WRONG)
def test_what_only_looks_right_is_never_taken(answer: str, typed: str) -> None:
    assert not judge_text(answer, typed).accepted


def test_what_is_right_is_never_refused() -> None:
    assert [pair for pair in RIGHT if not judge_text(*pair).accepted] == []


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ("0.25", "number"),
        ("$0.5$", "number"),
        ("27,000 parameters", "number"),
        ("$[0.8, 0]$", "number"),
        ("2014-05-01", "words"),
        ("3-5", "words"),
        ("(3H, I)", "shape"),
        ("`torch.nn.GRU`", "code"),
        ("weight_ih_l0", "code"),
        ("$z_t$", "formula"),
        (r"\sigma", "formula"),
        ("hₜ₋₁", "formula"),
        ("h_{t-1}", "formula"),
        ("1 - z", "formula"),
        ("r > z", "formula"),
        ("reset and update", "list"),
        ("red; green", "list"),
        ("necessary, but not sufficient", "words"),
        ("C#", "words"),
        ("I/O", "words"),
        ("e-mail", "words"),
        ("update gate", "words"),
        ("cat | grep", "words"),
    ],
)
def test_the_kind_is_decided_by_how_the_note_wrote_it(answer: str, kind: str) -> None:
    assert kind_of(answer).name == kind


def test_a_judgement_takes_no_time_once_one_was_made() -> None:
    judge_text("update gate", "udpate gate")
    spent = 0.0
    for _, answer, typed, _ in pairs():
        if kind_of(answer).name == "formula":
            continue
        began = time.process_time()
        judge_text(answer, typed)
        spent += time.process_time() - began
    assert spent / len([*pairs()]) < 0.01


def test_numpy_is_loaded_only_where_a_formula_is_compared() -> None:
    code = (
        "import sys\n"
        "from gruquiz.judge import judge_text\n"
        "for answer, typed in (('0.25', '1/4'), ('(3H, I)', '3H, I'), ('`nn.GRU`', 'GRU'),\n"
        "    ('reset and update', 'update, reset'), ('update gate', 'udpate gate'),\n"
        "    ('$z_t$', 'z_t')):\n"
        "    assert judge_text(answer, typed).accepted, answer\n"
        "assert 'numpy' not in sys.modules\n"
        "judge_text('$1 - z$', '-z + 1')\n"
        "assert 'numpy' in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


HOSTILE = (
    "(" * 4000, "1" * 4000, "a " * 2000, "a, " * 1500, "|" * 4000, "$" * 4000, "\\frac{" * 600,
    "`" * 4000, "-" * 4000, "__import__('os').system('false')", "a and " * 600, "=" * 4000,
    "\u0301" * 4000, "x_" * 2000, "9**9**9**9", "\x1b[31m" * 500, "a.b" * 1300, "[[" * 2000,
)  # fmt: skip


@pytest.mark.parametrize("typed", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_answer_takes_less_than_a_second(typed: str) -> None:
    for answer in (*(next(iter(table)) for table in TABLES.values()), typed):
        began = time.process_time()
        judge_text(answer, typed)
        assert time.process_time() - began < 1.0, answer[:20]
