"""Keras's GRU, with the reset after the recurrent product and before it."""

from dataclasses import replace

from engine.conventions.convention import ONE_EACH, TWO_EACH, Convention, Notation

_LETTERS = Notation(n=r"\hat{h}_t", bx=("b_r", "b_z", "b_h"), form="row")

KERAS = Convention(
    name="keras",
    title="Keras",
    source="documentation of keras.layers.GRU, reset_after=True (the default)",
    z_keeps=True,
    reset_after=True,
    biases=TWO_EACH,
    order="zrn",
    row=True,
    notation=replace(
        _LETTERS, bx=("b_{xr}", "b_{xz}", "b_{xh}"), bh=("b_{hr}", "b_{hz}", "b_{hh}")
    ),
)

KERAS_RESET_BEFORE = Convention(
    name="keras-reset-before",
    title="Keras, reset_after=False",
    source="documentation of keras.layers.GRU, reset_after=False",
    z_keeps=True,
    reset_after=False,
    biases=ONE_EACH,
    order="zrn",
    row=True,
    notation=_LETTERS,
)
