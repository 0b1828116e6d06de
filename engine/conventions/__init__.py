"""The GRUs that go by one name: each source's formulas, weight layout and letters, as data.

Canonical form, gates in the order r, z, n, column vectors; f and g are the two activations:

    a_r = W_r x + U_r h + b_r                         r = f(a_r)
    a_z = W_z x + U_z h + b_z                         z = f(a_z)
    reset before   a_n = W_n x + b_xn + U_n (r ⊙ h) + b_hn
    reset after    a_n = W_n x + b_xn + r ⊙ (U_n h + b_hn)
                                                      n = g(a_n)
    keep           h' = z ⊙ h + (1 − z) ⊙ n
    write          h' = (1 − z) ⊙ h + z ⊙ n
"""

from collections.abc import Mapping
from types import MappingProxyType

from engine.conventions.cho import CHO2014, CHO2014_V1
from engine.conventions.chung import CHUNG2014
from engine.conventions.colah import COLAH
from engine.conventions.convention import (
    CANDIDATE_TWO,
    GATES,
    NO_BIAS,
    ONE_EACH,
    TWO_EACH,
    Activation,
    BiasLayout,
    BiasSides,
    Convention,
    Form,
    Notation,
)
from engine.conventions.cudnn import CUDNN
from engine.conventions.d2l import D2L
from engine.conventions.equinox import EQUINOX
from engine.conventions.flax import FLAX, FLAX_NNX
from engine.conventions.goodfellow import GOODFELLOW
from engine.conventions.keras import KERAS, KERAS_RESET_BEFORE
from engine.conventions.mlx import MLX
from engine.conventions.onnx import ONNX, ONNX_LINEAR_BEFORE_RESET
from engine.conventions.pytorch import PYTORCH
from engine.errors import EngineError

__all__ = [
    "CANDIDATE_TWO",
    "CONVENTIONS",
    "GATES",
    "NO_BIAS",
    "ONE_EACH",
    "TWO_EACH",
    "Activation",
    "BiasLayout",
    "BiasSides",
    "Convention",
    "Form",
    "Notation",
    "named",
]

# To add one: a file that names its choices, and its line here; nothing else in the engine changes.
_CONVENTIONS = (
    CHO2014,
    CHO2014_V1,
    CHUNG2014,
    PYTORCH,
    CUDNN,
    KERAS,
    KERAS_RESET_BEFORE,
    ONNX,
    ONNX_LINEAR_BEFORE_RESET,
    EQUINOX,
    FLAX,
    FLAX_NNX,
    MLX,
    GOODFELLOW,
    D2L,
    COLAH,
)

CONVENTIONS: Mapping[str, Convention] = MappingProxyType({c.name: c for c in _CONVENTIONS})
"""Every named convention; the order is the one in which they are offered."""


def named(convention: str | Convention) -> Convention:
    """The convention of that name; a Convention is returned as it is.

    Raises EngineError for anything else, with the names that are known.
    """
    if isinstance(convention, Convention):
        return convention
    if not isinstance(convention, str) or convention not in CONVENTIONS:
        raise EngineError(f"No convention {convention!r}. Known: {', '.join(CONVENTIONS)}.")
    return CONVENTIONS[convention]
