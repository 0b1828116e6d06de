"""The library checked, copied, brought back and joined from the command line."""

from pathlib import Path

from gruquiz.library import Library
from tests.gruquiz.cli.conftest import Run, RunJson


def test_a_sound_library_is_called_sound(run: Run, run_json: RunJson, note: Path) -> None:
    run_json("import", note)
    run_json("answer", run_json("next")["id"], "good")
    assert run_json("check")["faults"] == []
    assert "is sound" in run("check")[1]


def test_faults_are_mended_when_asked_and_a_copy_of_them_kept(
    run: Run, run_json: RunJson, note: Path, tmp_path: Path
) -> None:
    run_json("import", note)
    card = run_json("next")["id"]
    run_json("answer", card, "good")
    before = run_json("cards")
    with Library.open(tmp_path / "library.db") as library:
        library.database.run("UPDATE card SET ease = 999")
    code, _, err = run("check")
    assert code == 1
    assert "gruquiz check --mend" in err
    mended = run_json("check", "--mend")
    assert mended["faults"] == []
    assert any("ease=999" in fault for fault in mended["mended"])
    assert run_json("cards") == before
    copies = run_json("restore")["backups"]
    assert mended["aside"] not in copies, "a faulty copy must not take the place of a sound one"
    with Library.open(Path(mended["aside"])) as copy:
        assert copy.maintenance.faults() != []
    assert run_json("check", "--mend") | {"library": ""} == {
        "library": "", "faults": [], "mended": [], "aside": None
    }  # fmt: skip


def test_what_cannot_be_mended_is_left_to_a_backup(
    run: Run, run_json: RunJson, note: Path, tmp_path: Path
) -> None:
    run_json("import", note)
    with Library.open(tmp_path / "library.db") as library:
        library.database.run("PRAGMA foreign_keys = OFF")
        library.database.run("DELETE FROM content WHERE card = 1")
        library.database.run("UPDATE card SET ease = 999 WHERE n = 2")
    code, out, err = run("check", "--mend")
    assert code == 1
    assert "mended: " in out
    assert "has no text" in err
    assert "gruquiz restore" in err


def test_there_is_nothing_to_check_without_a_library(run: Run, tmp_path: Path) -> None:
    code, out, err = run("check")
    assert (code, out) == (1, "")
    assert "library.db" in err
    assert not (tmp_path / "library.db").exists()


def test_a_backup_comes_back(run_json: RunJson, note: Path) -> None:
    run_json("import", note)
    before = run_json("cards")
    copy = run_json("backup")["backup"]
    run_json("answer", run_json("next")["id"], "good")
    assert run_json("cards") != before
    assert copy in run_json("restore")["backups"]
    aside = run_json("restore", copy, now="2026-11-21T10:00")["aside"]
    assert run_json("cards") == before
    assert Path(aside).exists()


def test_the_first_answer_of_a_day_is_preceded_by_a_backup(run_json: RunJson, note: Path) -> None:
    run_json("import", note)
    for _ in range(2):
        run_json("answer", run_json("next")["id"], "good")
    assert len(run_json("restore")["backups"]) == 1
    run_json("answer", run_json("next")["id"], "good", now="2026-11-22T09:00")
    assert len(run_json("restore")["backups"]) == 2


def test_a_damaged_backup_is_refused(run: Run, run_json: RunJson, note: Path) -> None:
    run_json("import", note)
    before = run_json("cards")
    copy = Path(run_json("backup")["backup"])
    copy.write_bytes(b"SQLite format 3\0" + b"rubbish" * 1000)
    code, _, err = run("restore", copy)
    assert code == 1
    assert str(copy) in err
    assert run_json("cards") == before


def test_another_device_joins(run_json: RunJson, run: Run, note: Path, tmp_path: Path) -> None:
    run_json("import", note)
    other = tmp_path / "other.db"
    other.write_bytes(Path(run_json("backup")["backup"]).read_bytes())
    card = run_json("next")["id"]
    assert run("--library", str(other), "answer", card, "good")[0] == 0
    merged = run_json("merge", other)
    assert merged["reviews"] == 1
    found = next(one for one in run_json("cards") if one["id"] == card)
    assert found["interval"] == 26
    assert run_json("merge", other) == {"cards": 0, "texts": 0, "reviews": 0}
    assert run_json("check")["faults"] == []


def test_statistics_count_the_day(run_json: RunJson, run: Run, note: Path) -> None:
    run_json("import", note)
    for grade in ("good", "again"):
        run_json("answer", run_json("next")["id"], grade)
    found = run_json("stats")
    assert found["today"]["reviews"] == 2
    assert found["today"]["again"] == 1
    assert found["retention"] == {"young": 1.0, "mature": None}
    assert found["streak"] == 1
    assert sum(found["forecast"]) == 2
    assert "streak" in run("stats")[1]
