"""The GRU of Olah's Understanding LSTM Networks."""

from engine.conventions.convention import Convention, Notation

COLAH = Convention(
    name="colah",
    title="Olah: Understanding LSTM Networks",
    source="colah.github.io, 2015, the last variant shown",
    z_keeps=False,
    reset_after=False,
    concat=True,
    notation=Notation(W=("W_r", "W_z", "W"), hadamard="*", product=r"\cdot", form="concat"),
)
