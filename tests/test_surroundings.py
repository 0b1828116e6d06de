"""The tests do not depend on who runs them, and those called quick are those that are."""

import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import SLOW, TESTS

ROOT = Path(__file__).parent.parent
OTHERS = {
    "XDG_DATA_HOME": "/nowhere/data",
    "XDG_CONFIG_HOME": "/nowhere/config",
    "XDG_STATE_HOME": "/nowhere/state",
    "GRUQUIZ_LIBRARY": "/nowhere/library.db",
    "GRUQUIZ_CONFIG": "/nowhere/config.toml",
    "GRUQUIZ_DEBUG": "1",
    "EDITOR": "false",
    "VISUAL": "false",
    "NO_COLOR": "1",
    "TZ": "Pacific/Kiritimati",
    "LANG": "tr_TR.UTF-8",
    "LC_ALL": "C",
    "COLUMNS": "23",
    "LINES": "5",
    "TERM": "dumb",
}
SENSITIVE = (
    "tests/gruquiz/test_config.py",
    "tests/gruquiz/cli/test_editor.py",
    "tests/gruquiz/test_days.py",
)


def test_whatever_is_set_where_they_run() -> None:
    command = [sys.executable, "-m", "pytest", "-n0", "-p", "no:cacheprovider", *SENSITIVE]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | OTHERS, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]


def test_what_is_left_out_of_the_quick_tests_is_there() -> None:
    assert [place for place in SLOW if not (TESTS / place).exists()] == []
    assert list(SLOW) == sorted(SLOW)
