"""Three devices, any order, kills, damaged and doubled files: all end equal and nothing is lost."""

import sys
import tempfile
from datetime import timedelta
from itertools import count
from pathlib import Path
from random import Random
from types import FrameType

from hypothesis import given, settings
from hypothesis import strategies as st

import gruquiz
from gruquiz.config import Config
from gruquiz.devices.device_file import (
    is_conflict_copy,
    read_proof,
)
from gruquiz.importer import rescan
from gruquiz.library import Library
from gruquiz.session import Session
from tests.gruquiz.cards import DAY, NOW
from tests.gruquiz.test_devices import NOTE, Machine, copied, state
from tests.gruquiz.vaults import finished

PROGRAM = str(Path(gruquiz.__file__).parent)
NAMES = ("desk", "phone", "tablet")


SECONDS = count(1)
"""No two edits are made in the same moment: then the text decides, not who was later."""


class KilledError(BaseException):
    """The process ends here."""


def killed_sync(machine: Machine, steps: int, day: int) -> None:
    """A sync that ends after so many calls, as if the process had been killed: nothing that the
    program does on its way out is done either."""
    left = steps

    def step(frame: FrameType, event: str, _: object) -> None:
        nonlocal left
        if event in ("call", "c_call") and frame.f_code.co_filename.startswith(PROGRAM):
            left -= 1
            if left <= 0:
                raise KilledError

    sys.setprofile(step)
    try:
        machine.sync(NOW + day * DAY)
    except KilledError:
        pass
    finally:
        sys.setprofile(None)
    machine.library.database.connection.close()
    machine.library = Library.open(machine.folder.parent / "library.db")
    machine.session = Session(machine.library, Config(), machine.name)
    machine.vault.library = machine.library


def carry(source: Machine, target: Machine, chance: Random) -> None:
    """What a tool does between two folders: files late, in part, damaged, doubled, or not at all;
    those that have gone may stay there for long."""
    theirs = {file.name: file for file in source.folder.iterdir()}
    for name, file in sorted(theirs.items()):
        there, fate = target.folder / name, chance.random()
        if fate < 0.3:
            continue
        content = bytearray(file.read_bytes())
        if fate < 0.4:
            del content[chance.randrange(len(content)) :]
        elif fate < 0.5:
            content[chance.randrange(len(content))] ^= 1
        elif fate < 0.6:
            there = there.with_name(f"{there.stem}.sync-conflict-2026-ABC{there.suffix}")
        there.write_bytes(content)
    for file in target.folder.glob(f"{source.name}-*"):
        if file.name not in theirs and chance.random() < 0.5:
            file.unlink()


def act(machine: Machine, what: str, chance: Random, day: int, others: list[Machine]) -> None:
    now = NOW + day * DAY
    if what == "study":
        machine.study(now, chance, chance.randrange(1, 4))
    elif what == "edit":
        place = chance.randrange(8)
        text = NOTE.replace(f"answer {place}", f"answer {place} of {machine.name}, day {day}")
        machine.vault.write("gates.md", text + f"\n\nnew on {machine.name} {day}::yes")
        finished(rescan(machine.library, now + timedelta(seconds=next(SECONDS))))
    elif what == "suspend":
        cards = [card.id for card in machine.library.search.cards()]
        machine.session.changes.suspend(chance.choice(cards), now)
    elif what == "move":
        cards = [card.id for card in machine.library.search.cards()]
        machine.session.changes.move(chance.choice(cards), now, f"Deck {chance.randrange(3)}")
    elif what == "sync":
        machine.sync(now)
    elif what == "kill":
        killed_sync(machine, int(10 ** chance.uniform(1, 4)), day)
    else:
        carry(machine, chance.choice(others), chance)


@settings(max_examples=12, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(NAMES),
            st.sampled_from(
                ("study", "study", "edit", "suspend", "move", "sync", "sync", "kill", "carry")
            ),
            st.integers(0, 1),
        ),
        min_size=5,
        max_size=25,
    ),
    st.integers(0, 2**32),
)
def test_three_devices_end_equal_whatever_happens_on_the_way(
    deeds: list[tuple[str, str, int]], seed: int
) -> None:
    chance, day = Random(seed), 0
    with tempfile.TemporaryDirectory() as home:
        machines = {name: Machine(Path(home), name) for name in NAMES}
        for name, what, later in deeds:
            day += later
            others = [one for one in machines.values() if one.name != name]
            act(machines[name], what, chance, day, others)
        for late in range(4):  # in the end the tool gets everything across, whole
            for one in machines.values():
                one.sync(NOW + (day + 1 + late) * DAY)
                for other in machines.values():
                    if other is not one:
                        copied(one, other)
        ends = [state(one.library) for one in machines.values()]
        assert ends[0] == ends[1] == ends[2]
        given = set().union(*(one.given for one in machines.values()))
        for one in machines.values():
            rows = one.library.database.rows("SELECT id FROM log WHERE grade > -1")
            assert sorted(row for (row,) in rows) == sorted(given)
            assert one.sync(NOW + (day + 9) * DAY).wrote is None
            for file in one.folder.glob("*.gruseg"):
                assert is_conflict_copy(file.name) or read_proof(file) is not None
            one.library.close()
