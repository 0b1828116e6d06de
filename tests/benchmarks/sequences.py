"""Whole sequences in float32 against torch.nn.GRU and onnxruntime's GRU."""

from collections.abc import Callable, Iterator

import numpy as np

import engine
from engine import folded
from engine.activations import Array
from tests.benchmarks.contest import Contest, Entry
from tests.benchmarks.peers import missing, onnxruntime_run, torch_run

F32 = np.dtype(np.float32)

# (T, B, I, H) and the marks with AVX-512 kernels; with others torch's is 0.80.
SHAPES: tuple[tuple[tuple[int, int, int, int], dict[str, float]], ...] = (
    ((100, 1, 32, 64), {"torch": 0.55}),
    ((100, 64, 64, 128), {"torch": 0.50, "onnxruntime": 1.0}),
    ((100, 256, 128, 256), {"torch": 0.50, "onnxruntime": 1.0}),
    ((500, 32, 256, 512), {"torch": 0.50, "onnxruntime": 1.0}),
)


def entries() -> Iterator[Entry]:
    """One contest a shape; the peers' states are compared with ours before anything is timed."""
    absent = missing("sequences", "torch", "onnx", "onnxruntime")
    if absent is not None:
        yield absent
    for shape, marks in SHAPES:
        parameters, xs = cell(shape)

        def ours(parameters: engine.Parameters = parameters, xs: Array = xs) -> Array:
            return engine.run(parameters, xs, None, "pytorch")

        peers: dict[str, Callable[[], object]] = {"its products": Products(shape)}
        if absent is None:
            rivals = {
                "torch": torch_run(parameters, xs),
                "onnxruntime": onnxruntime_run(parameters, xs),
            }
            for name, rival in rivals.items():
                np.testing.assert_allclose(rival(), ours(), atol=1e-5, err_msg=name)
            peers |= rivals
        yield Contest(f"sequence (T,B,I,H) = {shape}", ours, peers, marks, cpu=True)


def cell(shape: tuple[int, int, int, int]) -> tuple[engine.Parameters, Array]:
    """Weights scaled by 1/√H, and inputs."""
    steps, batch, size, hidden = shape
    rng = np.random.default_rng(0)
    scale = np.float32(hidden**-0.5)
    shapes = ((3, hidden, size), (3, hidden, hidden), (3, hidden), (3, hidden))
    parts = (rng.uniform(-1, 1, s).astype(np.float32) * scale for s in shapes)
    return engine.Parameters(*parts), rng.normal(size=(steps, batch, size)).astype(np.float32)


class Products:
    """The matrix products of a run and nothing else, in the blocks that serve OpenBLAS best.

    Whatever is left of a run's time is what NumPy's other calls cost.
    """

    def __init__(self, shape: tuple[int, int, int, int]) -> None:
        steps, batch, size, hidden = shape
        width = min(batch, folded.WIDTH)
        self.count = steps * (batch // width)
        self.vectors = [folded.aligned((k, width), F32) for k in (size, hidden)]
        self.matrices = []
        for vector in self.vectors:
            vector[...] = 0.1
            matrix = folded.aligned((3 * hidden, len(vector)), F32)
            matrix[...] = 0.1
            blocks, target = folded.blocked(matrix, width)
            self.matrices.append(blocks)
        self.out = folded.aligned(target, F32)

    def __call__(self) -> None:
        for _ in range(self.count):
            for matrix, vector in zip(self.matrices, self.vectors, strict=True):
                np.matmul(matrix, vector, self.out.reshape(*matrix.shape[:2], -1))
