"""The program ended by the system or by a closed terminal: the library is one file afterwards."""

import os
import pty
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gruquiz.library import Library
from tests.gruquiz.cards import add

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals and terminals are POSIX's")
PATIENCE = 60.0
TREE = Path(__file__).parent.parent.parent.parent


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "data" / "library.db"
    path.parent.mkdir()
    with Library.open(path) as library:
        add(library, [f"card {number}" for number in range(9)])
    return path


def environment(file: Path) -> dict[str, str]:
    home = str(file.parent.parent)
    return {
        **os.environ, "HOME": home, "XDG_STATE_HOME": home, "TERM": "xterm-256color",
        "GRUQUIZ_CONFIG": f"{home}/config.toml", "GRUQUIZ_LIBRARY": str(file),
    }  # fmt: skip


def answers(file: Path) -> int:
    names = {path.name for path in file.parent.iterdir()}
    assert "library.db-wal" not in names
    assert not [name for name in names if name.endswith(".open")]
    with Library.open(file) as library:
        return int(library.database.value("SELECT COUNT(*) FROM log WHERE kind = 'review'"))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_plain_study_keeps_what_was_graded(file: Path, number: signal.Signals) -> None:
    study = subprocess.Popen(
        [sys.executable, "-m", "gruquiz", "study", "--plain"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=TREE, env=environment(file),
    )  # fmt: skip
    assert study.stdin is not None
    assert study.stdout is not None
    for line in ("", "good", "", "good"):
        study.stdin.write(line + "\n")
    study.stdin.flush()
    questions = 0
    while questions < 3:  # the third card is asked: two are graded
        questions += study.stdout.readline().startswith("Question:")
    study.send_signal(number)
    assert study.wait(PATIENCE) == 128 + number
    study.stdin.close()
    study.stdout.close()
    assert answers(file) == 2


def _seen(terminal: int, text: str) -> None:
    """Read what the app draws until the text is in it."""
    drawn, until = b"", time.monotonic() + PATIENCE
    while text.encode() not in drawn:
        assert time.monotonic() < until, drawn[-2000:]
        if select.select([terminal], [], [], 1)[0]:
            drawn += os.read(terminal, 65536)


def test_the_app_leaves_the_terminal_and_the_library_as_by_its_key(file: Path) -> None:
    terminal, other = pty.openpty()
    app = subprocess.Popen(
        [sys.executable, "-m", "gruquiz"],
        stdin=other, stdout=other, stderr=other, cwd=TREE, env=environment(file),
        start_new_session=True,
    )  # fmt: skip
    os.close(other)
    _seen(terminal, "GRU")
    time.sleep(0.5)
    os.write(terminal, b"\r")
    _seen(terminal, "card")
    os.write(terminal, b" ")
    _seen(terminal, "Good")
    os.write(terminal, b"3")
    time.sleep(1.5)
    app.send_signal(signal.SIGTERM)
    drawn = b""
    while app.poll() is None or select.select([terminal], [], [], 0.2)[0]:
        try:
            drawn += os.read(terminal, 65536)
        except OSError:
            break
    app.wait(PATIENCE)
    os.close(terminal)
    assert b"\x1b[?1049l" in drawn  # the other screen is left
    assert answers(file) == 1
