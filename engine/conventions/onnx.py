"""ONNX's operator GRU, with the reset before the recurrent product and after it."""

from engine.conventions.convention import TWO_EACH, Convention, Notation

_LETTERS = Notation(
    x="X_t",
    h_prev="H_{t-1}",
    n="h_t",
    h="H_t",
    U=("R_r", "R_z", "R_h"),
    bx=("W_{br}", "W_{bz}", "W_{bh}"),
    bh=("R_{br}", "R_{bz}", "R_{bh}"),
    form="transposed",
    biases_last=True,
    candidate_first=True,
)

ONNX = Convention(
    name="onnx",
    title="ONNX",
    source="ONNX operator GRU, linear_before_reset=0 (the default)",
    z_keeps=True,
    reset_after=False,
    biases=TWO_EACH,
    order="zrn",
    biases_joined=True,
    notation=_LETTERS,
)

ONNX_LINEAR_BEFORE_RESET = Convention(
    name="onnx-linear-before-reset",
    title="ONNX, linear_before_reset=1",
    source="ONNX operator GRU, linear_before_reset=1",
    z_keeps=True,
    reset_after=True,
    biases=TWO_EACH,
    order="zrn",
    biases_joined=True,
    notation=_LETTERS,
)
