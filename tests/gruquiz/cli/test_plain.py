"""Study without a screen: lines that make sense read out one by one, through pipes, uncoloured."""

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from gruquiz.cli.spoken import spoken
from tests.gruquiz.cli.conftest import Run, RunJson
from tests.gruquiz.cli.test_exchanging import study

STACKED = re.compile(r"[⎡⎢⎣⎤⎥⎦⎧⎨⎩│─┼╭╰]|\S {3,}\S")
"""Signs of things that stand above or beside each other."""


@pytest.mark.parametrize(
    ("markdown", "lines"),
    [
        ("a\nb\n\nc", ["a b", "c"]),
        (r"the $$z = \frac{a}{b}$$", ["the z = a/b"]),
        ("$$\n\\frac{a}{b}\n$$", ["a/b"]),
        ("| a | b |\n|---|---|\n| ==x== | 2 |\n| 3 | 4 |", ["a: x; b: 2", "a: 3; b: 4"]),
        ("- one\n    1. two\n    2. three\n- four", ["- one", "  1. two", "  2. three", "- four"]),
        ("```py\nx = 1\n\ny = 2\n```", ["x = 1", "y = 2"]),
        ("> [!note] T\n> body", ["Note · T", "body"]),
        ("# Title\n\ntext", ["Title", "text"]),
        ("![[gru.png]]", ["▣ gru.png"]),
        ("\x1b[31mred \x07", ["␛[31mred ␇"]),
        ("", []),
    ],
)
def test_a_face_is_lines_one_after_the_other(markdown: str, lines: list[str]) -> None:
    assert spoken(markdown).splitlines() == lines


@pytest.mark.parametrize("kind", ["step", "sequence", "shapes", "gradient", "contrast", "limits"])
def test_a_drill_reads_linearly(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    note = tmp_path / "d.md"
    note.write_text(f"```drill\ncompute: {kind}\n```\n", encoding="utf-8")
    run("import", note)
    out = study(run, monkeypatch, *["9"] * 20, "again")
    assert not [line for line in out.splitlines() if STACKED.search(line)]
    assert "[[" not in out
    assert "Not right yet" in out
    assert re.search(r"^\S.*: (wrong|unreadable|blank)", out, re.MULTILINE)
    assert "1 answer given" in out


def test_matrices_are_read_row_by_row(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = tmp_path / "d.md"
    note.write_text("```drill\ncompute: step\nhidden: 2\ninput: 3\n```\n", encoding="utf-8")
    run("import", note)
    lines = study(run, monkeypatch, "/quit").splitlines()
    at = lines.index("W_ir, 2 rows of 3:")
    for place, line in enumerate(lines[at + 1 : at + 3], 1):
        assert re.fullmatch(rf"  row {place}: −?[\d.]+, −?[\d.]+, −?[\d.]+", line)
    assert any(re.fullmatch(r"xₜ = (−?[\d.]+, ){2}−?[\d.]+", line) for line in lines)


def test_a_whole_sitting_through_a_pipe(run: Run, run_json: RunJson, note: Path) -> None:
    """With colours asked for and refused: not one control sequence either way."""
    run("import", note)
    outputs = []
    for colour in ({"NO_COLOR": "1"}, {"FORCE_COLOR": "1", "CLICOLOR_FORCE": "1", "TERM": "xterm"}):
        found = subprocess.run(
            [sys.executable, "-m", "gruquiz", "--now", "2026-11-21T09:00", "study", "--plain"],
            input="/help\nreset gate\n\n/quit\n",
            env={k: v for k, v in os.environ.items() if k != "NO_COLOR"} | colour,
            capture_output=True,
            text=True,
            check=True,
        )
        assert found.stderr == ""
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", found.stdout)
        outputs.append(found.stdout)
    assert "Right." in outputs[0]
    assert run_json("cards")[0]["reps"] == 3


@pytest.mark.parametrize(
    "words",
    [
        ("decks",), ("cards",), ("next",), ("stats",), ("check",), ("drill", "--seed", "1"),
        ("drill", "--seed", "1", "--answer", "h_t=[1,2]", "--solution"), ("export", "tsv", "-"),
        ("--help",),
    ],
)  # fmt: skip
def test_no_command_sends_control_sequences(
    run: Run, note: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    note.write_text("evil \x1b[31m\x07::b\n\n\x9b31mcsi::c\n", encoding="utf-8")
    run("import", note)
    code, out, err = run(*words)
    assert code == 0
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", out + err)


def test_marks_have_signs_and_words(run: Run, run_json: RunJson) -> None:
    answers = run_json("drill", "--seed", 7, "--solution")["answers"]
    good = ", ".join(f"{value:.3f}" for value in answers["r_t"])
    out = run("drill", "--seed", 7, "--answer", f"r_t=[{good}]; z_t=[9, 9]")[1]
    assert "r_t  ✓  ✓" in out
    assert "z_t  ✗  ✗" in out
    assert "n_t  –  –" in out


def test_what_is_typed_is_asked_again_until_it_is_a_grade(
    run: Run, note: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("import", note)
    monkeypatch.setattr("sys.stdin", io.StringIO("\nwhat\n9\ngood\n/quit\n"))
    code, out, _ = run("study", "--plain")
    assert code == 0
    assert out.count("A grade is one of") == 2
    assert "1 answer given" in out


def test_a_grade_before_the_answer_is_shown_is_no_answer(
    run: Run, note: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("import", note)
    monkeypatch.setattr("sys.stdin", io.StringIO("3\n\n3\n/quit\n"))
    code, out, _ = run("study", "--plain")
    assert code == 0
    assert "Show the answer first (Enter)" in out
    assert "Wrong" not in out
    assert "1 answer given, 0 of them again" in out


def test_a_number_that_is_asked_for_may_look_like_a_grade(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "counts.md"
    path.write_text("A GRU has ==2== gates.\n", encoding="utf-8")
    run("import", path)
    monkeypatch.setattr("sys.stdin", io.StringIO("2\n\n/quit\n"))
    out = run("study", "--plain")[1]
    assert "Right." in out
    assert "Show the answer first" not in out


def test_an_unreadable_formula_is_asked_again_and_gives_nothing_away(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = tmp_path / "g.md"
    note.write_text("The share is ==$1 - z$== of it.\n", encoding="utf-8")
    run("import", note)
    out = study(run, monkeypatch, "1 - (z", "-z + 1", "", "/quit")
    before, _, after = out.partition("I can't read that.")
    assert "1 − z" not in before
    assert after.index("Right.") < after.index("Answer:")
    assert "1 − z" not in after[: after.index("Right.")]


def test_every_name_is_shown_with_the_answer(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = tmp_path / "g.md"
    note.write_text("The ==update gate|$z_t$== blends.\n", encoding="utf-8")
    run("import", note)
    out = study(run, monkeypatch, "z_t", "", "/quit")
    assert "Right." in out
    assert "update gate or zₜ" in out


def test_a_short_back_is_judged_and_a_long_one_is_not(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = tmp_path / "g.md"
    long = "because each state is a weighted average of the one before and a candidate"
    note.write_text(f"Parameters::1920\n\nWhy::{long}\n", encoding="utf-8")
    run("import", note)
    out = study(run, monkeypatch, "1,920", "", "it averages", "good", "/quit")
    assert "Right." in out
    assert "too long to be judged" in out


def test_a_drill_s_own_line_can_be_pasted_back(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = tmp_path / "d.md"
    note.write_text("```drill\ncompute: gate\n```\n", encoding="utf-8")
    run("import", note)
    out = study(run, monkeypatch, "r_t = [9.1, 9.2]", "[9.1, 9.2]", "again")
    assert "r_t = [?, ?]" in out
    assert "rₜ: wrong, wrong." in out


class _Moving:
    """Lines typed, before one of which the library is moved away."""

    def __init__(self, lines: list[str], file: Path, before: int) -> None:
        self.lines = iter(lines)
        self.file = file
        self.left = before

    def isatty(self) -> bool:
        return False

    def readline(self) -> str:
        self.left -= 1
        if self.left == 0:
            self.file.rename(self.file.with_name("elsewhere.db"))
        return next(self.lines, "")


@pytest.mark.parametrize("stop", [False, True])
def test_a_library_that_is_moved_meanwhile_loses_no_answer(
    run: Run, tmp_path: Path, note: Path, monkeypatch: pytest.MonkeyPatch, stop: bool
) -> None:
    run("import", note)
    file = tmp_path / "library.db"
    lines = ["\n", "good\n", "\n", "good\n", "stop\n" if stop else "\n"]
    monkeypatch.setattr("sys.stdin", _Moving(lines, file, before=4))
    code, out, err = run("study", "--plain")
    assert (code, err) == (0, "")
    assert "was moved or deleted while it was open" in out
    (copy,) = file.with_name("library-backups").glob("rescued-*.db")
    assert str(copy) in out
    kept = copy if stop else file
    assert file.exists() != stop
    code, out, _ = run("--library", kept, "stats", "--json")
    assert json.loads(out)["today"]["reviews"] == 2
