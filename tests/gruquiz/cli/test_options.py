"""Options that the tests of their commands do not come by: each does what its help says."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from gruquiz.exchange.tsv import HEADER
from gruquiz.terminal import cells
from tests.gruquiz.cli.conftest import Run, RunJson


def test_deck_narrows_every_command_that_takes_it(
    run: Run, run_json: RunJson, note: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = note.with_name("other.md")
    other.write_text("k::v\n", encoding="utf-8")
    run("import", note, "--deck", "GRU/Gates")
    run("import", other, "--deck", "LSTM")
    assert run_json("next", "--deck", "LSTM")["front"] == "k"
    assert run_json("next", "--deck", "GRU")["deck"] == "GRU/Gates"
    assert run_json("stats", "--deck", "LSTM")["today"]["left"] == 1
    assert run_json("stats")["today"]["left"] == 4
    monkeypatch.setattr("sys.stdin", io.StringIO("/quit\n"))
    out = run("study", "--plain", "--deck", "LSTM")[1]
    assert "1 card left" in out
    assert "Deck LSTM." in out
    assert run("study", "--deck", "LSTM")[0] == 2


@pytest.mark.parametrize(
    ("text", "suggest", "suggested"),
    [
        ("The **reset gate** is the part that forgets.\n", "auto", True),
        ("The **reset gate** is the part that forgets.\n", "never", False),
        ("k::v\n\nThe **reset gate** is the part that forgets.\n", "auto", False),
        ("k::v\n\nThe **reset gate** is the part that forgets.\n", "always", True),
    ],
)
def test_suggest(
    run_json: RunJson, tmp_path: Path, text: str, suggest: str, suggested: bool
) -> None:
    note = tmp_path / "n.md"
    note.write_text(text, encoding="utf-8")
    totals = run_json("import", note, "--suggest", suggest)["totals"]
    assert (totals["suggested"] > 0) is suggested


@pytest.mark.parametrize("deck", ["", " ", "/", "GRU//Gates", "GRU/"])
def test_every_part_of_a_deck_has_a_name(run: Run, note: Path, deck: str) -> None:
    code, out, err = run("import", note, "--deck", deck)
    assert (code, out) == (2, "")
    assert "has an empty part; write GRU or GRU/Gates" in err


def test_a_dry_run_writes_nothing(run: Run, run_json: RunJson, note: Path) -> None:
    totals = run_json("import", note, "--dry-run")["totals"]
    assert totals["added"] == 3
    assert run_json("cards") == []


def test_watch_ends_with_ctrl_c(
    run: Run, run_json: RunJson, note: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched: list[Path] = []

    def until_stopped(_library: object, paths: tuple[Path, ...], *_: object) -> None:
        watched.extend(paths)
        raise KeyboardInterrupt

    monkeypatch.setattr("gruquiz.importer.watch", until_stopped)
    code, out, err = run("import", note, "--watch")
    assert (code, watched) == (0, [note])
    assert "3 added" in out
    assert "Watching" in err
    assert len(run_json("cards")) == 3


def test_sizes_decimals_and_steps_of_a_drill(run_json: RunJson) -> None:
    made = run_json("drill", "--hidden", 3, "--input", 1, "--decimals", 2, "--seed", 4)
    assert len(made["given"]["h_{t-1}"]) == 3
    assert len(made["given"]["x_t"]) == 1
    assert made["decimals"] == 2
    steps = run_json("drill", "sequence", "--steps", 4, "--seed", 4)
    assert "x_4" in steps["given"]
    assert "x_5" not in steps["given"]
    default = run_json("drill", "sequence", "--seed", 4)
    assert "x_3" in default["given"]
    assert "x_4" not in default["given"]


@pytest.mark.parametrize(
    "words",
    [
        ("--hidden", "9"), ("--input", "0"), ("--steps", "5"), ("--decimals", "1"),
        ("--seed", "-1"),
        ("--sheet", "501", "--out", "x.md"), ("--out", "x.md"),
    ],
)  # fmt: skip
def test_numbers_outside_of_their_range_are_wrong_usage(run: Run, words: tuple[str, ...]) -> None:
    code, out, err = run("drill", *words)
    assert (code, out) == (2, "")
    assert "Error" in err


def test_without_a_seed_the_numbers_are_new(run_json: RunJson) -> None:
    seeds = {run_json("drill", "blend")["seed"] for _ in range(3)}
    assert len(seeds) > 1


@pytest.mark.parametrize("answer", ["h_t=[{0:.3f}]", "h_t={0:.3f}", "h_t=[{0:.5f} + 0]"])
def test_an_answer_may_be_written_in_several_ways(run_json: RunJson, answer: str) -> None:
    words = ("drill", "blend", "--hidden", 1, "--seed", 3)
    (value,) = run_json(*words, "--solution")["answers"]["h_t"]
    verdict = run_json(*words, "--answer", answer.format(value))["verdict"]
    assert verdict["marks"] == verdict["of"] == 1


@pytest.mark.parametrize("text", ["0.25", ".25", "1/4", "2.5e-1"])
def test_the_numbers_of_the_help_are_the_same_number(text: str) -> None:
    from engine.answers import parse_value

    assert parse_value(text, ()).values.item() == 0.25


def test_rounding_on_the_way_costs_nothing(run_json: RunJson) -> None:
    words = ("drill", "blend", "--hidden", 1, "--seed", 3)
    (value,) = run_json(*words, "--solution")["answers"]["h_t"]
    for off, marks in ((0.0049, 1), (-0.0049, 1), (0.0061, 0), (-0.0061, 0)):
        verdict = run_json(*words, "--answer", f"h_t={value + off:.6f}")["verdict"]
        assert verdict["marks"] == marks, off


def test_a_query_narrows_both_exports(run: Run, run_json: RunJson, note: Path) -> None:
    pytest.importorskip("genanki")
    run("import", note)
    for kind in ("tsv", "apkg"):
        file = note.with_name(f"out.{kind}")
        assert run_json("export", kind, file, "--query", "kind:cloze") == {
            "file": str(file), "cards": 1, "left_out": 0,
        }  # fmt: skip
    out = run("export", "tsv", "-", "--query", "kind:pair")[1]
    assert len(out.splitlines()) == len(HEADER) + 1


def test_library_and_now_are_as_given(run: Run, note: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    assert run("--library", other, "import", note)[0] == 0
    assert other.exists()
    assert not (tmp_path / "library.db").exists()
    _, out, _ = run("--library", other, "next", "--json", now="2026-11-19")
    assert json.loads(out)["state"] == "new"  # on that day nothing was due yet


@pytest.mark.parametrize("option", ["--version", "--help"])
def test_the_program_tells_of_itself(run: Run, option: str) -> None:
    code, out, err = run(option)
    assert (code, err) == (0, "")
    assert out.startswith(("gruquiz ", "Usage: gruquiz"))


def test_faults_are_shown_where_they_lie_only_if_asked(
    run: Run, note: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gruquiz.session.Session.undo", lambda *_: 1 / 0)
    code, out, err = run("undo")
    assert (code, out) == (1, "")
    assert "Traceback" not in err
    assert "GRUQUIZ_DEBUG=1" in err
    monkeypatch.setenv("GRUQUIZ_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        run("undo")


def test_a_reader_that_has_read_enough_is_no_failure(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "gruquiz", "drill", "gradient", "--hidden", "8", "--seed", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()  # as `| head -0` does
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_columns_stand_below_each_other_in_any_script(run: Run, tmp_path: Path) -> None:
    for deck in ("门控循环单元", "GRU"):
        note = tmp_path / f"{deck}.md"
        note.write_text("k::v\n", encoding="utf-8")
        run("import", note, "--deck", deck)
    heads, *rows = run("decks")[1].splitlines()
    assert len(rows) == 2
    assert {cells(row) for row in rows} == {cells(heads)}
