"""Measured speed: ours and the peers', side by side in one process. See `__main__`."""

FAMILIES: tuple[str, ...] = (
    "sequences",
    "gradients",
    "cells",
    "drills",
    "formulas",
    "learners",
    "library.reviews",
    "library.starts",
    "library.tables",
    "library.lookups",
    "library.replays",
    "library.syncs",
    "imports",
    "app",
)
"""The modules of benchmarks in this folder, in the order in which they run.

Each has `entries()`, an iterator of `contest.Entry`. A new family is one module and one name here.
"""
