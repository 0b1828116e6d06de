"""A library on a full disk, in a folder or a file without the right to write: it is read, and
whoever wants to change it hears why that cannot be."""

import ctypes
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gruquiz.config import Config
from gruquiz.library import Library
from gruquiz.model import Grade
from gruquiz.session import Session
from tests.gruquiz.cards import NOW, add

pytestmark = pytest.mark.skipif(os.name != "posix", reason="rights and limits are POSIX's")
DROP_FROM_BOUNDING_SET, MAY_WRITE_ANYWHERE = 24, 1
"""Of prctl(2) and capabilities(7)."""


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that every user can reach, unlike pytest's."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture
def file(folder: Path) -> Path:
    path = folder / "library.db"
    with Library.open(path) as library:
        add(library, [f"card {number}" for number in range(9)])
        Session(library, Config()).answer(library.search.ids()[0], Grade.GOOD, NOW)
    return path


def run(
    file: Path, *words: str, before: Callable[[], None] | None = None
) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own, which `before` has bereft of something."""
    home = file.parent
    return subprocess.run(
        [sys.executable, "-m", "gruquiz", "--library", str(file), "--now", NOW.isoformat(), *words],
        capture_output=True, text=True, check=False, preexec_fn=before,
        cwd=Path(__file__).parent.parent.parent,
        env={**os.environ, "HOME": str(home), "GRUQUIZ_CONFIG": str(home / "config.toml"),
             "XDG_STATE_HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip


def as_an_ordinary_user() -> None:
    """Root may write everywhere, unless it is taken from the programs that it starts."""
    if os.geteuid() == 0:
        ctypes.CDLL(None).prctl(DROP_FROM_BOUNDING_SET, MAY_WRITE_ANYWHERE, 0, 0, 0)


def on_a_full_disk() -> None:
    """No file can grow, not even the one that SQLite needs beside a library to read it."""
    import resource

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def rights_taken(file: Path) -> None:
    file.chmod(0o444)
    file.parent.chmod(0o555)


@pytest.fixture(params=["a folder without rights", "a full disk"])
def bereft(request: pytest.FixtureRequest, file: Path) -> Iterator[Callable[[], None]]:
    if request.param == "a full disk":
        yield on_a_full_disk
        return
    rights_taken(file)
    yield as_an_ordinary_user
    file.parent.chmod(0o755)


def test_reading_commands_still_read(file: Path, bereft: Callable[[], None]) -> None:
    for words in (
        ["next", "--json"],
        ["decks", "--json"],
        ["cards", "--json"],
        ["stats", "--json"],
    ):
        done = run(file, *words, before=bereft)
        assert (done.returncode, done.stderr) == (0, "")
        assert json.loads(done.stdout)
    assert run(file, "check", before=bereft).returncode == 0


def test_what_wants_to_write_hears_why_not(file: Path, bereft: Callable[[], None]) -> None:
    (card, *_) = json.loads(run(file, "cards", "--json", before=bereft).stdout)
    done = run(file, "answer", card["id"], "good", before=bereft)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert ("the disk is full" if bereft is on_a_full_disk else "can only be read") in done.stderr
    file.parent.chmod(0o755)
    file.chmod(0o600)
    with Library.open(file) as library:
        assert library.database.value("SELECT COUNT(*) FROM log WHERE kind = 'review'") == 1


def test_a_library_with_answers_in_its_log_is_not_read_without_them(file: Path) -> None:
    pid = os.fork()
    if pid == 0:
        library = Library.open(file)
        Session(library, Config()).answer(library.search.ids()[1], Grade.GOOD, NOW)
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(pid, 0)
    for part in file.parent.glob("library.db*"):
        part.chmod(0o444)
    file.parent.chmod(0o555)
    done = run(file, "stats", "--json", before=as_an_ordinary_user)
    file.parent.chmod(0o755)
    # Read with its log, or not at all: never as it was before the last answer.
    assert done.returncode == 1 or json.loads(done.stdout)["today"]["reviews"] == 2
