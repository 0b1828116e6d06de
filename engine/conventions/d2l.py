"""The GRU of Dive into Deep Learning."""

from engine.conventions.convention import ONE_EACH, Convention, Notation

D2L = Convention(
    name="d2l",
    title="Dive into Deep Learning",
    source="d2l.ai, section 10.2, Gated Recurrent Units",
    z_keeps=True,
    reset_after=False,
    biases=ONE_EACH,
    row=True,
    notation=Notation(
        x="X_t",
        h_prev="H_{t-1}",
        r="R_t",
        z="Z_t",
        n=r"\tilde{H}_t",
        h="H_t",
        W=("W_{xr}", "W_{xz}", "W_{xh}"),
        U=("W_{hr}", "W_{hz}", "W_{hh}"),
        bx=("b_r", "b_z", "b_h"),
        form="row",
    ),
)
