"""Forward and backward through a sequence, against torch's autograd."""

from collections.abc import Iterator

import numpy as np

import engine
from engine.activations import Array
from tests.benchmarks.contest import Contest, Entry
from tests.benchmarks.peers import missing, torch_gru
from tests.benchmarks.sequences import cell

SHAPES = ((100, 1, 32, 64), (100, 64, 64, 128), (100, 256, 128, 256))


def entries() -> Iterator[Entry]:
    """All gradients of Σ states, ours and torch's compared before anything is timed."""
    absent = missing("gradients", "torch")
    if absent is not None:
        yield absent
    for shape in SHAPES:
        parameters, xs = cell(shape)
        ones = np.ones((*shape[:2], shape[3]), np.float32)

        def ours(
            parameters: engine.Parameters = parameters, xs: Array = xs, ones: Array = ones
        ) -> Array:
            return engine.run_backward(parameters, xs, None, "pytorch", ones).dxs

        peers = {}
        if absent is None:
            import torch

            net = torch_gru(parameters)
            inputs = torch.from_numpy(xs).requires_grad_()

            def theirs(net: object = net, inputs: object = inputs) -> Array:
                net.zero_grad()  # type: ignore[attr-defined]  # torch may not be installed
                inputs.grad = None  # type: ignore[attr-defined]  # torch may not be installed
                net(inputs)[0].sum().backward()  # type: ignore[operator]  # as above
                gradient: Array = inputs.grad.numpy()  # type: ignore[attr-defined]  # as above
                return gradient

            peers = {"torch": theirs}
            np.testing.assert_allclose(theirs(), ours(), atol=1e-4)
        yield Contest(f"gradients (T,B,I,H) = {shape}", ours, peers, rounds=5, cpu=True)
