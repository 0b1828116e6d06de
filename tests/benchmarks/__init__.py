"""Measured speed: ours and the peers', side by side in one process. See `__main__`."""

FAMILIES: tuple[str, ...] = (
    "sequences",
    "gradients",
    "cells",
    "drills",
    "formulas",
    "learners",
    "library",
    "imports",
    "app",
)
"""The modules of benchmarks beside this one, in the order in which they run.

Each has `entries()`, an iterator of `contest.Entry`. A new family is one module and one name here.
"""
