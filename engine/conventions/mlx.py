"""MLX's GRU."""

from engine.conventions.convention import CANDIDATE_TWO, Convention, Notation

MLX = Convention(
    name="mlx",
    title="MLX",
    # The source prints h_t for the old state and h_{t+1} for the new one; the letters here put
    # all of one step under one t, as the other sources do.
    source="documentation of mlx.nn.GRU; arrays Wx, Wh, b of 3H and bhn of H",
    z_keeps=True,
    reset_after=True,
    biases=CANDIDATE_TWO,
    notation=Notation(
        n="n_t",
        W=("W_{xr}", "W_{xz}", "W_{xn}"),
        U=("W_{hr}", "W_{hz}", "W_{hn}"),
        bx=("b_r", "b_z", "b_n"),
        bh=("", "", "b_{hn}"),
        candidate_first=True,
    ),
)
