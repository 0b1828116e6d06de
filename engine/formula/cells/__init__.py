"""The recurrent cells that are recognised, one module each."""

from engine.formula.cells.cell import Cell, Inference, Line, Unreadable

__all__ = ["Cell", "Inference", "Line", "Unreadable"]
