"""python -m tests.kills [N] [--seed N] [--act ACT …]

Kill the program N times. Ends with 1, and leaves the machine to look at, where a grade is lost or
`check` finds a fault.
"""

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.kills.acts import ACTS
from tests.kills.world import World


def main() -> int:
    """Kill as often as was asked for; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.kills", description=__doc__)
    parser.add_argument("kills", nargs="?", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--act", action="append", choices=list(ACTS))
    arguments = parser.parse_args()
    root = Path(tempfile.mkdtemp(prefix="gruquiz-kills-"))
    world, killed, ended = World(root, arguments.seed), Counter[str](), Counter[str]()
    began = time.monotonic()
    while killed.total() < arguments.kills:
        name = world.chance.choice(arguments.act or list(ACTS))
        (killed if ACTS[name](world) else ended)[name] += 1
        missing, faults = world.missing(), world.faults()
        if missing or faults:
            _say(f"after {name}: {len(missing)} grades lost, {faults}; see {root}")
            return 1
        if killed.total() % 50 == 0:
            _say(f"{killed.total()} kills, {len(world.given)} grades acknowledged")
    seconds = time.monotonic() - began
    _say(f"{killed.total()} kills in {seconds:.0f} s: {dict(killed)}; ended by themselves: "
         f"{dict(ended)}; {len(world.given)} grades acknowledged, none lost, no fault")  # fmt: skip
    return 0


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
