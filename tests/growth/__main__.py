"""python -m tests.growth [READER …] [--draws N] [--seed N] [--longest N] [--all]

Read crafted inputs of doubling length by everything that reads text from elsewhere, and print
those that take long or grow fast (with --all, all). Ends with 1 where the time of one grows faster
than n^1.3, or 100,000 letters take more than a second.
"""

import argparse
import gc
import math
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from tests.growth.inputs import Crafted, crafted
from tests.growth.readers import READERS, read

FASTEST = 1.3
"""The greatest exponent that is let pass."""
LIMIT = 1.0
"""Seconds of processor time for 100,000 letters."""
MEASURABLE = 0.15
"""Seconds below which growth is not told from the clock's noise."""
PATIENCE = 20
"""Seconds after which an input is given up."""


class GivenUp(BaseException):
    """An input took too long; no reader may catch it."""


def main() -> int:
    """Measure what was asked for; how many inputs failed decides the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.growth", description=__doc__)
    parser.add_argument("readers", nargs="*", metavar="READER", help=", ".join(READERS))
    parser.add_argument("--draws", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--longest", type=int, default=200_000)
    parser.add_argument("--all", action="store_true")
    arguments = parser.parse_args()
    lengths = [arguments.longest // divisor for divisor in (8, 4, 2, 1)]
    _say(f"{'reader':15} {'exponent':>8} " + "".join(f"{n:>9,}" for n in lengths) + "  input")
    failed = count = 0
    for reader in arguments.readers or READERS:
        for one in crafted(arguments.draws, arguments.seed):
            times = list(_times(reader, one, lengths))
            grown = _exponent(times)
            bad = _is_bad(times, lengths, grown)
            count += 1
            failed += bad
            if bad or arguments.all or times[-1] > LIMIT / 2:
                row = "".join(f"{seconds:9.2f}" for seconds in times)
                _say(f"{reader:15} {grown:8.2f} {row}  {one}{'  FAILS' if bad else ''}")
    _say(f"{count} inputs, {failed} failed")
    return min(failed, 1)


def _times(reader: str, one: Crafted, lengths: Sequence[int]) -> Iterator[float]:
    """Seconds of processor time by length; short where one was given up."""
    for length in lengths:
        text = one.text(length)
        gc.collect()
        began = time.process_time()
        try:
            with _limited():
                read(reader, text)
        except GivenUp:
            yield math.inf
            return
        yield time.process_time() - began


@contextmanager
def _limited() -> Iterator[None]:
    def give_up(*_: object) -> None:
        raise GivenUp

    signal.signal(signal.SIGALRM, give_up)
    signal.alarm(PATIENCE)
    try:
        yield
    finally:
        signal.alarm(0)


def _exponent(times: Sequence[float]) -> float:
    """How the time grows with the length, over all doublings that could be measured."""
    measured = [seconds for seconds in times if seconds > MEASURABLE / 8]
    if len(measured) < 2:
        return 0.0
    return math.log2(measured[-1] / measured[0]) / (len(measured) - 1)


def _is_bad(times: Sequence[float], lengths: Sequence[int], grown: float) -> bool:
    if times[-1] > MEASURABLE and grown > FASTEST:
        return True
    return any(
        seconds > max(LIMIT * length / 100_000, LIMIT)
        for seconds, length in zip(times, lengths, strict=False)
    )


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
