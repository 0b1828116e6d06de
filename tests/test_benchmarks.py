"""The benchmarks' own machinery: every family can be asked, and the table tells the truth."""

import json
from importlib import import_module
from pathlib import Path

import pytest

from tests.benchmarks import FAMILIES, __main__, peers
from tests.benchmarks.contest import Contest, Figure, Missing
from tests.benchmarks.report import data, line, rows


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_has_entries(family: str) -> None:
    assert callable(import_module(f"tests.benchmarks.{family}").entries)


def test_a_missing_peer_is_said() -> None:
    absent = peers.missing("sequences", "json", "no_such_peer")
    assert absent is not None
    (row,) = rows("f", absent)
    assert "skipped: no_such_peer not installed" in line(row)
    assert row.met is None
    assert peers.missing("sequences", "json") is None


def test_a_figure_over_its_limit_is_missed() -> None:
    (over,), (under,) = rows("f", Figure("size", 500, "B", 496)), rows("f", Figure("size", 5, "B"))
    assert over.met is False
    assert line(over).endswith("≤ 496 MISSED")
    assert under.met is None


def test_a_contest_is_one_row_a_peer() -> None:
    calls: list[str] = []
    contest = Contest(
        "sum",
        lambda: calls.append("ours"),
        {"a": lambda: calls.append("a"), "b": lambda: calls.append("b")},
        marks={"a": 1e9, "b": 1e-9},
        factors={"b": 1000},
        rounds=3,
        cpu=True,
    )
    a, b = rows("f", contest)
    assert (a.against, a.met, b.against, b.met) == ("a", True, "b", False)
    assert {"ours", "a", "b"} == set(calls)
    assert json.loads(json.dumps(data(a)))["name"] == "sum"
    (alone,) = rows("f", Contest("sum", lambda: None, limit=60, rounds=1))
    assert alone.met is True


def test_the_command_writes_its_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    family = import_module("tests.benchmarks.cells")
    entries = (Missing("one", "not here"), Figure("two", 1, "B"))
    monkeypatch.setattr(family, "entries", lambda: iter(entries))
    monkeypatch.setattr("sys.argv", ["benchmarks", "cells", "--json", str(tmp_path / "b.json")])
    monkeypatch.setattr(__main__, "single_thread", lambda: None)
    __main__.main()
    assert "2 rows, 0 marks missed" in capsys.readouterr().out
    written = json.loads((tmp_path / "b.json").read_text(encoding="utf-8"))
    assert [row["name"] for row in written["rows"]] == ["one", "two"]
    assert written["machine"]["numpy"]
