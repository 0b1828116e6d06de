"""The worked solution of a step's Jacobian: one matrix a path, then their sum."""

from collections.abc import Iterator

import numpy as np

from engine import printed
from engine.back import back, units
from engine.exercise import Line, Numbers, Quantity, Setting
from engine.mistakes.gradient import Slip


def paths(setting: Setting, numbers: Numbers, quantity: Quantity) -> Iterator[Line]:
    """Each path's share is the derivative with all other paths shut."""
    symbols = printed.symbols(setting.convention)
    shares = {
        r"\text{direct}": Slip(candidate=0.0, reset=0.0, update=0.0),
        rf"\text{{inside }} {symbols['n']}": Slip(direct=0.0, reset=0.0, update=0.0),
        rf"\text{{through }} {symbols['r']}": Slip(direct=0.0, candidate=0.0, update=0.0),
        rf"\text{{through }} {symbols['z']}": Slip(direct=0.0, candidate=0.0, reset=0.0),
    }
    slips = tuple(shares.values())
    rows = [back(setting.convention, numbers, slips, unit).dh for unit in units(numbers)]
    matrices = np.stack(rows, axis=1)[..., 0]
    for place, matrix in zip(shares, matrices, strict=True):
        shown = printed.array(matrix, decimals=setting.decimals + 1)
        yield Line(quantity.name, rf"{place}: \; {shown}", matrix)
    total = matrices.sum(axis=0)
    shown = printed.array(total, decimals=setting.decimals)
    yield Line(quantity.name, f"{quantity.latex} = {shown}", total)
