"""The GRU of Goodfellow, Bengio and Courville's book."""

from engine.conventions.convention import ONE_EACH, Convention, Notation

GOODFELLOW = Convention(
    name="goodfellow",
    title="Goodfellow, Bengio, Courville: Deep Learning",
    # The book's state at t mixes with the gates and the input of t − 1; the letters here put
    # all of one step under one t, as its readers do.
    source="Deep Learning (2016), equations 10.45 to 10.47; the candidate has a sigmoid",
    z_keeps=True,
    reset_after=False,
    candidate_activation="sigmoid",
    biases=ONE_EACH,
    notation=Notation(
        x="x^{(t)}",
        h_prev="h^{(t-1)}",
        r="r^{(t)}",
        z="u^{(t)}",
        n=r"\tilde{h}^{(t)}",
        h="h^{(t)}",
        W=("U^{r}", "U^{u}", "U"),
        U=("W^{r}", "W^{u}", "W"),
        bx=("b^{r}", "b^{u}", "b"),
    ),
)
