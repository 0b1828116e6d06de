"""PyTorch's GRU."""

from engine.conventions.convention import TWO_EACH, Convention, Notation

PYTORCH = Convention(
    name="pytorch",
    title="PyTorch",
    source="documentation of torch.nn.GRU and torch.nn.GRUCell",
    z_keeps=True,
    reset_after=True,
    biases=TWO_EACH,
    notation=Notation(
        n="n_t",
        W=("W_{ir}", "W_{iz}", "W_{in}"),
        U=("W_{hr}", "W_{hz}", "W_{hn}"),
        bx=("b_{ir}", "b_{iz}", "b_{in}"),
        bh=("b_{hr}", "b_{hz}", "b_{hn}"),
        candidate_first=True,
    ),
)
