"""What comes from elsewhere, read with suspicion: limits, checked values, SQLite's tables only.

`ForeignDatabase` reads the tables of somebody else's SQLite file, `values` has what a value must
be, `Limits` how much of everything is taken, and `Refusals` counts what was left out.
"""

from gruquiz.foreign.foreign_database import ForeignDatabase, ForeignTable
from gruquiz.foreign.limits import LIMITS, Deadline, LimitError, Limits
from gruquiz.foreign.refusals import Refusals

__all__ = [
    "LIMITS",
    "Deadline",
    "ForeignDatabase",
    "ForeignTable",
    "LimitError",
    "Limits",
    "Refusals",
]
