"""The recurrent cells that are recognised, one module each."""

from engine.formula.cells.cell import Assumption, Cell, Inference, Line, Unreadable

__all__ = ["Assumption", "Cell", "Inference", "Line", "Unreadable"]
