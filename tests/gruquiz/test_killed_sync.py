"""`gruquiz sync` killed anywhere: no machine loses an answer, and the next one ends."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from gruquiz.devices.device_file import is_shared_file, read_proof
from gruquiz.library import Library
from tests.gruquiz.cards import DAY, NOW
from tests.gruquiz.test_devices import Machine, copied, state

SYNC = """
import os, signal, sys
from gruquiz.cli import main
left = int(sys.argv[1])

def step(frame, event, argument):
    # Every call that the program makes or that ends in it, those into SQLite and the system too.
    global left
    if "gruquiz" in frame.f_code.co_filename and "cli" not in frame.f_code.co_filename:
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

sys.setprofile(step)
try:
    main(sys.argv[2:])
finally:
    sys.setprofile(None)
    print(int(sys.argv[1]) - left)
"""
ENDLESS = 10**9


def synced(machine: Machine, now: str, steps: int = ENDLESS) -> subprocess.CompletedProcess[str]:
    """`gruquiz sync` of a machine, killed after so many steps."""
    place = machine.folder.parent
    place.joinpath("tmp").mkdir(exist_ok=True)
    return subprocess.run(
        [sys.executable, "-c", SYNC, str(steps), "--library", str(place / "library.db"),
         "--now", now, "sync", str(machine.folder)],
        capture_output=True, text=True, check=False,
        env={**os.environ, "GRUQUIZ_CONFIG": str(place / "config.toml"),
             "TMPDIR": str(place / "tmp")},
    )  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_sync_killed_anywhere_loses_nothing_and_the_next_one_ends(tmp_path: Path) -> None:
    chance = Random(5)
    desk, phone = Machine(tmp_path, "desk"), Machine(tmp_path, "phone")
    for machine in (desk, phone):
        (machine.folder.parent / "device").write_text(machine.name, encoding="ascii")
    told = set[int]()
    steps = 2000  # of which the first sync tells how many there are
    for day in range(9):
        now = NOW + day * DAY
        desk.study(now, chance, 3)
        phone.study(now + timedelta(hours=1), chance, 3)
        phone.sync(now + timedelta(hours=2))
        told |= phone.given
        copied(phone, desk)
        killed = synced(desk, (now + timedelta(hours=3)).isoformat(), chance.randrange(1, steps))
        if day == 0 or killed.returncode == 0:
            whole = synced(desk, (now + timedelta(hours=4)).isoformat())
            assert whole.returncode == 0, whole.stderr
            steps = int(whole.stdout.split()[-1]) if day == 0 else steps
        else:
            assert killed.returncode == -signal.SIGKILL, killed.stderr
        with Library.open(desk.folder.parent / "library.db") as library:
            assert library.maintenance.faults() == []
            rows = {row for (row,) in library.database.rows("SELECT id FROM log WHERE grade > -1")}
            assert desk.given <= rows <= desk.given | told
        for file in desk.folder.iterdir():
            assert not is_shared_file(file.name) or read_proof(file) is not None
    for _ in range(2):
        assert synced(desk, (NOW + 10 * DAY).isoformat()).returncode == 0
        copied(desk, phone)
        phone.sync(NOW + 10 * DAY)
        copied(phone, desk)
    ends = [state(machine.library) for machine in (desk, phone)]
    assert ends[0] == ends[1]
    rows = {row for (row,) in desk.library.database.rows("SELECT id FROM log WHERE grade > -1")}
    assert rows == desk.given | phone.given
    assert {file.name for file in desk.folder.iterdir() if not is_shared_file(file.name)} == set()
