"""`gruquiz optimize` as it is typed."""

import tomllib
from pathlib import Path

import pytest

from gruquiz.config import config_from
from tests.gruquiz.cli.conftest import Run, RunJson
from tests.gruquiz.fitting.learner import forgetful, review_table, simulated_reviews


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A learner who forgets sooner than most."""
    path = tmp_path / "reviews.csv"
    reviews = simulated_reviews(200, seed=6, parameters=forgetful())
    path.write_text(review_table(reviews), encoding="utf-8")
    return path


def test_the_document(run_json: RunJson, table: Path) -> None:
    document = run_json("optimize", "--reviews", table)
    assert list(document) == ["reviews", "evaluated", "models", "parameters", "applied"]
    assert document["reviews"] == len(table.read_text(encoding="utf-8").splitlines()) - 1
    assert [list(one) for one in document["models"]] == [["model", "log_loss", "rmse_bins"]] * 4
    assert len(document["parameters"]) == 21
    assert document["applied"] is False


def test_the_table_names_how_many_reviews_it_rests_on(run: Run, table: Path) -> None:
    code, out, err = run("optimize", "--reviews", table)
    assert (code, err) == (0, "")
    reviews = len(table.read_text(encoding="utf-8").splitlines()) - 1
    assert out.startswith(f"{reviews:,} reviews, the newest ")
    assert "The fitted parameters predict better than the defaults" in out
    assert "paired bootstrap of" in out
    assert max(map(len, out.splitlines())) <= 80


def test_few_reviews_are_better_served_by_the_defaults(run: Run, table: Path) -> None:
    lines = table.read_text(encoding="utf-8").splitlines()
    table.write_text("\n".join(lines[:300]), encoding="utf-8")
    code, out, err = run("optimize", "--reviews", table)
    assert (code, err) == (0, "")
    assert "299 reviews: below 400 FSRS's default parameters serve better" in out
    assert "fsrs-fitted" not in out
    code, out, err = run("optimize", "--reviews", table, "--json")
    assert code == 0
    assert err.startswith("gruquiz: 299 reviews: below 400")


def test_what_cannot_be_fitted_is_a_sentence(run: Run, note: Path, tmp_path: Path) -> None:
    run("import", note)
    assert run("optimize") == (
        1, "", "gruquiz: there are no reviews to fit yet; study some cards first\n",
    )  # fmt: skip
    code, out, err = run("optimize", "--reviews", tmp_path / "absent.csv")
    assert (code, out) == (1, "")
    assert "cannot be read" in err
    code, _, err = run("optimize", "--deck", "nowhere")
    assert code == 1
    assert "there is no deck 'nowhere'" in err
    assert run("optimize", "--deck", "gates", "--reviews", tmp_path / "r.csv")[0] == 2


def test_the_workload_of_each_retention(run: Run, run_json: RunJson, note: Path) -> None:
    run("import", note)
    document = run_json("workload", "--days", 30)
    assert list(document) == ["days", "points", "recommended"]
    assert document["days"] == 30
    assert {tuple(one) for one in document["points"]} == {
        ("retention", "reviews", "minutes", "remembered")
    }
    assert document["recommended"] in [one["retention"] for one in document["points"]]
    code, out, err = run("workload", "--days", 30)
    assert (code, err) == (0, "")
    assert out.startswith("3 cards over 30 days, simulated on 0 of your reviews\n")
    assert "FSRS's published parameters are used" in out
    assert out.count("least time for each card") == 1
    assert max(map(len, out.splitlines())) <= 80


def test_no_workload_without_cards(run: Run) -> None:
    code, out, err = run("workload")
    assert (code, out) == (1, "")
    assert "there are no cards to study" in err
    assert run("workload", "--days", 0)[0] == 2


def test_what_optimize_prints_is_a_setting(run: Run, run_json: RunJson, table: Path) -> None:
    _, out, _ = run("optimize", "--reviews", table)
    printed = tomllib.loads(out[out.index("fsrs_parameters = [") :])
    read = config_from({"options": {**printed, "scheduler": "fsrs"}})
    document = run_json("optimize", "--reviews", table)
    assert read.options.fsrs_parameters == tuple(document["parameters"])
