"""cuDNN's GRU."""

from engine.conventions.convention import TWO_EACH, Convention, Notation

CUDNN = Convention(
    name="cudnn",
    title="cuDNN",
    source="cuDNN developer guide, cudnnRNNMode_t, CUDNN_GRU",
    z_keeps=True,
    reset_after=True,
    biases=TWO_EACH,
    notation=Notation(
        z="i_t",
        n="h'_t",
        W=("W_r", "W_i", "W_h"),
        U=("R_r", "R_i", "R_h"),
        bx=("b_{Wr}", "b_{Wi}", "b_{Wh}"),
        bh=("b_{Rr}", "b_{Ri}", "b_{Rh}"),
        hadamard=r"\circ",
        biases_last=True,
        candidate_first=True,
    ),
)
