"""Vaults that are broken, hostile or change under the import: told, and nothing else is lost."""

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory

import pytest

from gruquiz.importer import import_notes, rescan, workers
from gruquiz.importer.pool import read_chunks
from gruquiz.importer.workers import ReadJob, read_in_parallel, read_job
from gruquiz.syntaxes import Syntax
from tests.gruquiz.vaults import NOW, Vault, counts, finished


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "vault")


def test_a_note_that_cannot_be_read_stops_no_other(vault: Vault) -> None:
    vault.write("a.md", "k::v")
    binary = vault.write("b.md", b"k::v\n\x00\x01\x02")
    vault.write("c.md", "x::y")
    report = vault.read()
    (failure,) = report.errors
    assert (failure.path, failure.line) == (binary.as_posix(), 2)
    assert "not text" in failure.message
    assert list(vault.ids()) == ["k", "x"]


def test_a_note_become_unreadable_keeps_its_cards(vault: Vault) -> None:
    vault.write("a.md", "k::v")
    vault.read()
    vault.write("a.md", b"\x00")
    report = vault.rescan()
    assert len(report.errors) == 1
    assert list(vault.ids()) == ["k"]


@contextmanager
def one_of_many() -> Iterator[None]:
    """This process as a user without special rights, if it has such."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        yield
        return
    try:
        os.seteuid(65534)
    except OSError as error:
        pytest.skip(f"root may read all, and cannot be anyone else here: {error}")
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def shared_vault() -> Iterator[Vault]:
    """A vault that every user may look into, which pytest's own folders forbid."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield Vault(folder)
        for path in folder.iterdir():
            path.chmod(0o755)


@pytest.mark.skipif(sys.platform == "win32", reason="rights work otherwise there")
def test_a_file_without_rights_is_told_and_keeps_its_cards(shared_vault: Vault) -> None:
    vault = shared_vault
    closed = vault.write("a.md", "k::v")
    vault.write("b.md", "x::y")
    with one_of_many():
        vault.read()
        closed_at = vault.clock
    vault.write("a.md", "k::w").chmod(0)
    assert vault.clock > closed_at
    with one_of_many():
        report = vault.rescan()
    (failure,) = report.errors
    assert failure.path == closed.as_posix()
    assert "cannot be read: Permission denied" in failure.message
    assert [(card.face.front, card.face.back) for card in vault.cards()] == [("k", "v"), ("x", "y")]


@pytest.mark.skipif(sys.platform == "win32", reason="rights work otherwise there")
def test_a_folder_without_rights_hides_its_notes_and_no_others(shared_vault: Vault) -> None:
    vault = shared_vault
    vault.write("closed/a.md", "k::v")
    gone = vault.write("open.md", "x::y")
    vault.read()
    (vault.folder / "closed").chmod(0)
    gone.unlink()
    with one_of_many():
        report = vault.rescan()
    assert [Path(failure.path).name for failure in report.errors] == ["closed"]
    assert "the folder cannot be read" in report.errors[0].message
    assert list(vault.ids()) == ["k"]
    assert counts(vault.note(report, "open.md")) == {"missing": 1}


@pytest.mark.skipif(not Path("/proc/self/mem").is_file(), reason="no file that fails when read")
def test_a_disk_that_fails_while_reading_is_told(vault: Vault) -> None:
    vault.write("a.md", "k::v")
    (vault.folder / "broken.md").symlink_to("/proc/self/mem")
    report = vault.read()
    assert [Path(failure.path).name for failure in report.errors] == ["broken.md"]
    assert "cannot be read: Input/output error" in report.errors[0].message
    assert list(vault.ids()) == ["k"]


def test_a_file_of_fifty_megabytes_is_told_unread(vault: Vault) -> None:
    vault.write("a.md", "k::v")
    with (vault.folder / "dump.md").open("wb") as file:
        file.truncate(50_000_000)
    report = vault.read()
    assert "50 MB is too large" in report.errors[0].message
    assert list(vault.ids()) == ["k"]


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names are always text there")
def test_a_name_that_is_no_text_is_told_and_stops_nothing(vault: Vault) -> None:
    vault.write("a.md", "k::v")
    (vault.folder / os.fsdecode(b"b\xff.md")).write_text("x::y")
    (vault.folder / os.fsdecode(b"c\xff")).mkdir()
    (vault.folder / os.fsdecode(b"c\xff") / "d.md").write_text("x::y")
    report = vault.read()
    assert sorted(Path(failure.path).name for failure in report.errors) == [
        r"b\udcff.md",
        r"c\udcff",
    ]
    assert all("not UTF-8" in failure.message for failure in report.errors)
    assert list(vault.ids()) == ["k"]
    alone = vault.read(paths=[vault.folder / os.fsdecode(b"b\xff.md")])
    assert "not UTF-8" in alone.errors[0].message


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with a name there")
def test_what_is_no_file_is_never_waited_for(vault: Vault) -> None:
    vault.write("a.md", "k::v")
    pipe = vault.folder / "pipe.md"
    os.mkfifo(pipe)
    assert vault.read().errors == ()
    assert "neither a file nor a folder" in vault.read(paths=[pipe]).errors[0].message


def test_a_folder_that_vanishes_meanwhile_takes_no_card_along(vault: Vault) -> None:
    vault.write("a.md", "k::v")
    vault.write("deep/b.md", "x::y")
    vault.read()
    before = vault.ids()
    vault.write("a.md", "k::v\n\nnew::card")
    vault.write("deep/b.md", "x::y\n\nfresh::card")
    progress = rescan(vault.library, NOW)
    next(progress)
    rmtree(vault.folder)
    report = finished(progress)
    assert [Path(failure.path).name for failure in report.errors] == ["b.md"]
    assert vault.ids() == before | {"new": vault.ids()["new"]}
    again = vault.rescan()
    assert "cannot be found" in again.errors[0].message
    assert vault.ids() == before | {"new": vault.ids()["new"]}


def test_a_broken_link_does_not_hide_that_other_notes_are_gone(vault: Vault) -> None:
    (vault.folder).mkdir()
    (vault.folder / "link.md").symlink_to(vault.folder / "nowhere.md")
    vault.write("a.md", "k::v").unlink()
    vault.write("b.md", "k::v")
    vault.read()
    (vault.folder / "b.md").unlink()
    report = vault.rescan()
    assert counts(vault.note(report, "b.md")) == {"missing": 1}
    assert "the link leads nowhere" in report.errors[0].message


def test_a_file_that_vanishes_meanwhile_is_told(vault: Vault) -> None:
    names = [f"{number:03}" for number in range(250)]  # more than are written at once
    paths = [vault.write(f"{name}.md", f"{name}::v") for name in names]
    progress = import_notes(vault.library, [vault.folder], NOW)
    reported = next(progress)
    assert reported.path == paths[0].as_posix()
    paths[-2].unlink()
    report = finished(progress)
    assert [failure.path for failure in report.errors] == [paths[-2].as_posix()]
    assert "cannot be read" in report.errors[0].message
    assert list(vault.ids()) == [*names[:-2], names[-1]]


def test_a_path_that_is_not_there_is_told_and_not_remembered(vault: Vault) -> None:
    report = vault.read(paths=[vault.folder / "nowhere"])
    assert "cannot be found" in report.errors[0].message
    assert vault.library.notes.sources() == ()


def test_links_in_a_circle_are_followed_once(vault: Vault) -> None:
    vault.write("deep/a.md", "k::v")
    (vault.folder / "deep" / "up").symlink_to(vault.folder, target_is_directory=True)
    (vault.folder / "self.md").symlink_to(vault.folder / "self.md")
    report = vault.read()
    assert list(vault.ids()) == ["k"]
    assert [Path(failure.path).name for failure in report.errors] == ["self.md"]


def test_hidden_folders_and_other_files_are_left_alone(vault: Vault) -> None:
    for name in (".obsidian/a.md", ".trash/b.md", ".git/c.md", "d.txt", "e.png", ".f.md"):
        vault.write(name, f"{name}::v")
    vault.write("g.markdown", "g::v")
    vault.write("H.MD", "h::v")
    vault.read()
    assert sorted(vault.ids()) == ["g", "h"]


def test_thousands_of_clozes_in_one_block_and_in_many(vault: Vault) -> None:
    vault.write("one.md", " ".join(f"word =={number}==" for number in range(10_000)))
    vault.write("many.md", "\n\n".join(f"word =={number}==" for number in range(2_000)))
    report = vault.read()
    assert [note.added for note in report.notes] == [2_000, 10_000]
    sizes = [len(card.face.front) for card in vault.cards("one.md")]
    assert max(sizes) < 5_000
    assert vault.cards("one.md")[0].face.front.count("[…]") == 1


def test_markup_brackets_and_foreign_scripts_are_text(vault: Vault) -> None:
    vault.write(
        "a.md", "[/] and W[z_t] [bold]::[red]x[/red]\n\nשער ==איפוס== 漢字 ==門==\n\n\u202ek::v"
    )
    vault.read()
    faces = [card.face for card in vault.cards()]
    assert faces[0].front == "[/] and W[z_t] [bold]"
    assert faces[0].back == "[red]x[/red]"
    assert {answer for face in faces for answer in face.answers} == {"איפוס", "門"}


def test_unclosed_signs_cost_only_themselves(vault: Vault) -> None:
    vault.write("a.md", "k::v\n\n$$ x = ==y==\n\nQ\n?\nA\n\n<!-- open\n\nx::y\n\n%% open\n\nz::w")
    report = vault.read()
    assert {"k", "Q", "x", "z"} <= set(vault.ids())
    reported = [(w.line, w.message.partition(":")[0]) for w in vault.note(report, "a.md").warnings]
    assert reported == [
        (3, "`$$` is opened and never closed"),
        (9, "a comment is opened and never closed"),
        (13, "a comment is opened and never closed"),
    ]


def test_a_vault_of_equal_notes_is_told_not_merged(vault: Vault) -> None:
    for number in range(3):
        vault.write(f"{number}.md", "k::v")
    report = vault.read()
    assert len(vault.cards()) == 3
    assert [len(note.warnings) for note in report.notes] == [0, 1, 1]


def test_several_processes_read_what_one_does(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(130):
        vault.write(f"{number:03}.md", f"k{number}::v\n\nThe **gate {number}** is the gate we see.")
    vault.write("bad.md", b"\x00")
    paths = sorted(vault.folder.glob("*.md"))
    jobs = [ReadJob(str(path), Syntax(), "d", "always", fixed_deck=False) for path in paths]
    alone = [read_job(job) for job in jobs]
    chunks = [jobs[:50], jobs[50:100], jobs[100:]]
    together = [outcome for read in read_chunks(chunks, 2) for outcome in read or ()]
    assert together == alone
    monkeypatch.setattr(workers, "_FEW", 10)
    assert list(read_in_parallel(jobs, processes=2)) == alone


def test_a_killed_process_costs_no_note(vault: Vault) -> None:
    vault.write("a.md", "k::v")
    job = ReadJob(str(vault.folder / "a.md"), Syntax(), "d", "never", fixed_deck=False)
    results = read_chunks([[job]] * 9, 1)
    assert next(results) == [read_job(job)]
    for process in multiprocessing.active_children():
        process.kill()
        process.join()
    assert set(map(str, results)) <= {str([read_job(job)]), "None"}
    assert list(read_chunks([[job]], 1)) == [[read_job(job)]]


def test_a_process_that_dies_again_and_again_costs_no_note(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [vault.write(f"{number}.md", f"k{number}::v") for number in range(30)]
    jobs = [ReadJob(str(path), Syntax(), "d", "always", fixed_deck=False) for path in paths]
    monkeypatch.setattr(workers, "_FEW", 1)
    monkeypatch.setattr(workers, "_CHUNK", 3)
    outcomes = read_in_parallel(jobs, processes=2)
    found = [next(outcomes)]
    for process in multiprocessing.active_children():
        process.kill()
        process.join()
    assert [*found, *outcomes] == [read_job(job) for job in jobs]


def test_a_cancelled_import_leaves_no_process_behind(vault: Vault) -> None:
    path = vault.write("a.md", "k::v")
    job = ReadJob(str(path), Syntax(), "d", "never", fixed_deck=False)
    results = read_chunks([[job]] * 20, 2)
    next(results)
    children = multiprocessing.active_children()
    assert children
    results.close()
    for process in children:
        process.join(20)
    assert not any(process.is_alive() for process in children)


UNDER_TEXTUAL = """
import io, sys
from gruquiz.importer.pool import read_chunks
from gruquiz.importer.workers import ReadJob
from gruquiz.syntaxes import Syntax

class StandIn(io.StringIO):
    def fileno(self):
        return -1

sys.stderr = StandIn()
job = ReadJob(sys.argv[1], Syntax(), "d", "never", False)
print([len(outcome.reading.cards) for read in read_chunks([[job]], 1) for outcome in read])
"""


def test_processes_start_where_stderr_is_no_file(vault: Vault) -> None:
    """Textual puts something in place of stderr whose file has the number -1."""
    path = vault.write("a.md", "k::v")
    command = [sys.executable, "-c", UNDER_TEXTUAL, str(path)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (result.stdout, result.stderr) == ("[1]\n", "")


def test_reading_a_note_whose_bytes_are_the_same_does_not_parse_it(vault: Vault) -> None:
    path = vault.write("a.md", "k::v")
    vault.read()
    os.utime(path, ns=(1, 1))
    assert counts(vault.note(vault.rescan(), "a.md")) == {"unchanged": 1}
    assert vault.library.note_index.notes()[path.as_posix()].mtime_ns == 1
