"""How big the libraries of a run are, and where they lie: `--cards` and `--place`."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

SIZES, PLACES = "GRUQUIZ_BENCH_SIZES", "GRUQUIZ_BENCH_PLACES"
"""In the environment, so that the processes that a benchmark starts know them too."""
MEMORY = Path("/dev/shm")


def sizes() -> list[int]:
    """Cards, the smallest library first."""
    return sorted(int(size) for size in os.environ.get(SIZES, "1000,10000,100000").split(","))


def places() -> list[Path]:
    """Folders to work in, the first for everything. A tmpfs where there is one: one fsync of a
    disk is most of what a review takes, of either program."""
    chosen = os.environ.get(PLACES)
    if chosen:
        return [Path(place) for place in chosen.split(os.pathsep)]
    return [MEMORY if MEMORY.is_dir() else Path(gettempdir())]


def waits(place: Path) -> bool:
    """Whether writing there waits for a disk, so that only the clock tells what it costs."""
    return MEMORY not in (place, *place.parents)


@contextmanager
def workshop(place: Path) -> Iterator[Path]:
    """A folder that goes away again."""
    with TemporaryDirectory(dir=place, prefix="gruquiz-bench-") as name:
        yield Path(name)
