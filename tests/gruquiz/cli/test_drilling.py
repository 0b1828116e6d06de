"""Drills and recognition from the command line."""

import json
import shlex
from pathlib import Path
from typing import Any

import pytest

from tests.gruquiz.cli.conftest import Run, RunJson

SHARED = Path(__file__).parents[4] / "shared" / "notes"

ROW_NOTE = r"""# My GRU

$$r_t = \sigma(x_t * U_r + H_{t-1} * W_r)$$
$$u_t = \sigma(x_t * U_u + H_{t-1} * W_u)$$
$$\hat{H}_t = \tanh(x_t * U_g + (r_t \circ H_{t-1}) * W_g)$$
$$H_t = u_t \circ H_{t-1} + (1 - u_t) \circ \hat{H}_t$$
"""


def typed(answers: dict[str, Any]) -> str:
    return "; ".join(f"{name}={json.dumps(value)}" for name, value in answers.items())


def test_an_exercise_is_reproducible_and_keeps_its_answers_to_itself(run_json: RunJson) -> None:
    first, second = (
        run_json("drill", "step", "--convention", "pytorch", "--seed", 7) for _ in range(2)
    )
    assert first == second
    assert (first["kind"], first["convention"], first["seed"]) == ("step", "pytorch", 7)
    assert {"x_t", "h_{t-1}", "W_ir", "W_hn", "b_hn"} <= set(first["given"])
    assert first["asked"] == ["r_t", "z_t", "n_t", "h_t"]
    assert first["roles"]["W_ir"] == "W_r"
    assert not {"answers", "solution", "verdict"} & set(first)


def test_its_own_answers_are_right(run_json: RunJson) -> None:
    exercise = run_json("drill", "--seed", 7, "--solution")
    verdict = run_json("drill", "--seed", 7, "--answer", typed(exercise["answers"]))["verdict"]
    assert verdict["marks"] == verdict["of"] == 8
    assert verdict["parts"]["h_t"] == ["right", "right"]
    assert (verdict["mistake"], verdict["grade"]) == (None, "good")


def test_the_flipped_gate_is_named(run_json: RunJson) -> None:
    answers = run_json("drill", "--seed", 7, "--solution")
    z, n = answers["answers"]["z_t"], answers["answers"]["n_t"]
    old = answers["given"]["h_{t-1}"]
    flipped = [zk * nk + (1 - zk) * hk for zk, nk, hk in zip(z, n, old, strict=True)]
    verdict = run_json(
        "drill", "--seed", 7, "--answer", typed(answers["answers"] | {"h_t": flipped})
    )["verdict"]
    assert verdict["mistake"] == "polarity_flipped"
    assert verdict["parts"]["h_t"] == ["wrong", "wrong"]
    assert verdict["marks"] == 6


@pytest.mark.parametrize(
    "answer",
    ["h_t=1/0", "h_t=9**9**9", "h_t=__import__('os')", "h_t", "h_t=[1,2,3]", "h_t=[nan,1]"],
)
def test_a_hostile_answer_is_marked_not_run(run: Run, answer: str) -> None:
    code, out, _ = run("drill", "--seed", 7, "--answer", answer, "--json")
    verdict = json.loads(out)["verdict"]
    assert code == 1  # some input could not be used
    assert verdict["marks"] == 0
    assert "unreadable" in verdict["parts"]["h_t"]
    assert "h_t = [?, ?]" in verdict["feedback"]


def test_what_cannot_be_read_is_not_wrong(run: Run) -> None:
    code, out, _ = run("drill", "gate", "--seed", 7, "--answer", "foo")
    assert code == 1
    assert "?  ?" in out
    assert "✗" not in out
    assert "expected is" in out


def test_the_line_to_mark_it_with_can_be_pasted(run: Run) -> None:
    _, out, _ = run("drill", "candidate", "--convention", "cudnn", "--seed", 7)
    pasted = shlex.split(out.partition("Mark it: gruquiz ")[2])
    assert pasted[-2:] == ["--answer", "r_t = [?, ?]; h'_t = [?, ?]"]
    code, out, _ = run(*pasted)
    assert code == 0  # blanks are blanks
    assert "Still blank: r_t and h'_t." in out


def test_a_number_too_coarse_has_its_own_sign_and_is_named(run: Run, run_json: RunJson) -> None:
    for seed in range(50):
        right = run_json("drill", "gate", "--seed", seed, "--solution")["answers"]
        ((name, (first, second)),) = right.items()
        if abs(round(first, 1) - first) > 0.02:
            break
    _, out, _ = run("drill", "gate", "--seed", seed, "--answer", f"[{first:.1f}, {second:.3f}]")
    assert f"{name}  ≈  ✓" in out
    assert f"{name} in component 1; 3 decimals are asked" in out


@pytest.mark.parametrize("typed", ["27,000", "27 000", "27_000", "27000", "2.7x10^4"])
def test_thousands_are_read_as_the_count_asked(run: Run, run_json: RunJson, typed: str) -> None:
    exercise = run_json("drill", "shapes", "--hidden", 8, "--input", 8, "--seed", 1, "--solution")
    count = int(exercise["answers"]["N"])
    groups = {
        "27,000": f"{count:,}",
        "27 000": f"{count:,}".replace(",", " "),
        "27_000": f"{count:_}",
        "27000": str(count),
        "2.7x10^4": f"{count / 1e4}x10^4",
    }
    _, out, _ = run("drill", "shapes", "--hidden", 8, "--input", 8, "--seed", 1,
                    "--answer", f"N={groups[typed]}")  # fmt: skip
    assert "N  ✓" in out


def test_a_note_is_asked_in_its_own_letters(run: Run, run_json: RunJson, tmp_path: Path) -> None:
    note = tmp_path / "row.md"
    note.write_text(ROW_NOTE, encoding="utf-8")
    exercise = run_json("drill", "step", "--note", note, "--seed", 1, "--solution")
    assert exercise["asked"] == ["r_t", "u_t", "H^_t", "H_t"]
    assert set(exercise["given"]) == {
        "x_t", "H_{t-1}", "U_r", "W_r", "U_u", "W_u", "U_g", "W_g"
    }  # fmt: skip
    (found,) = run_json("recognise", note)
    assert found["cell"] == "gru"
    assert found["convention"] == {
        "z_keeps": True, "reset_after": False, "candidate_activation": "tanh", "biases": 0,
        "row": True,
    }  # fmt: skip
    _, out, _ = run("recognise", note)
    assert run("recognise", note.parent)[1] == out
    assert "no bias a gate; row vectors" in out


def test_a_note_whose_candidate_has_two_biases_counts_as_two(
    run: Run, run_json: RunJson, tmp_path: Path
) -> None:
    """Its drills have the biases that it writes: four, not six."""
    note = tmp_path / "mixed.md"
    note.write_text(
        r"""$$r_t = \sigma(W_r x_t + U_r h_{t-1} + b_r)$$
$$z_t = \sigma(W_z x_t + U_z h_{t-1} + b_z)$$
$$n_t = \tanh(W_n x_t + b_n + r_t \odot (U_n h_{t-1} + c))$$
$$h_t = (1 - z_t) \odot n_t + z_t \odot h_{t-1}$$
""",
        encoding="utf-8",
    )
    (found,) = run_json("recognise", note)
    assert found["convention"]["biases"] == 2
    _, out, _ = run("recognise", note)
    assert "biases: 1 for rₜ, 1 for zₜ, 2 for nₜ; column vectors" in out
    exercise = run_json("drill", "step", "--note", note, "--seed", 1)
    assert {"b_r", "b_z", "b_n", "c"} < set(exercise["given"])


def test_what_cannot_be_served_is_said(run: Run, tmp_path: Path) -> None:
    note = tmp_path / "pictures.md"
    note.write_text(
        "The reset gate and the update gate: ![[gru-equations.png]]\n\n"
        r"$$h_t = \tanh(W x_t + U h_{t-1} + b)$$",
        encoding="utf-8",
    )
    code, out, err = run("drill", "step", "--note", note)
    assert (code, out) == (1, "")
    assert "gru-equations.png" in err
    for words in (("steep",), ("--convention", "pytroch")):
        code, _, err = run("drill", *words)
        assert code == 2
        assert "Use one of:" in err
    assert run("drill", "--note", note, "--convention", "keras")[0] == 2


def test_formulas_are_drawn_and_latex_is_left_where_asked(run: Run) -> None:
    _, drawn, _ = run("drill", "--seed", 7)
    assert "hₜ = (1 − zₜ) ⊙ nₜ + zₜ ⊙ hₜ₋₁" in drawn
    _, latex, _ = run("drill", "--seed", 7, "--latex")
    assert r"z_t \odot h_{t-1}" in latex


def test_a_sheet_for_a_class(run: Run, run_json: RunJson, tmp_path: Path) -> None:
    out = tmp_path / "gates.md"
    made = run_json("drill", "gate", "--seed", 5, "--sheet", 3, "--out", out)
    assert made["seeds"] == [5, 6, 7]
    questions, answers = out.read_text(encoding="utf-8").split("# Answers")
    assert questions.count("\n## ") == 3
    exercise = run_json("drill", "gate", "--seed", 6, "--solution")
    assert exercise["statement"] in questions
    assert f"{exercise['answers'][exercise['asked'][0]][0]:.3f}" in answers
    assert run("drill", "--sheet", 3)[0] == 2
    assert run("drill", "--sheet", 3, "--out", out, "--answer", "h_t=1")[0] == 2
    code, _, err = run("drill", "--sheet", 3, "--out", tmp_path / "no" / "where.md")
    assert code == 1
    assert "where.md" in err


@pytest.mark.skipif(not SHARED.exists(), reason="the user's own notes are not beside this checkout")
def test_the_four_notes_mean_what_they_say(run_json: RunJson) -> None:
    found = run_json("recognise", *sorted(SHARED.glob("*.md")))
    assert [one["cell"] for one in found] == ["rnn", "gru", "gru", "gru"]
    seeds = [one["convention"] for one in found[1:]]
    assert [one["z_keeps"] for one in seeds] == [True, True, False]
    assert [one["reset_after"] for one in seeds] == [False, False, True]
    assert [one["candidate_activation"] for one in seeds] == ["sigmoid", "tanh", "tanh"]
    assert [one["biases"] for one in seeds] == [1, 0, 0]
    assert [one["row"] for one in seeds] == [False, True, False]
    assert "u_t is around 0" in found[2]["inferred"][0]["sentence"]
