"""A million small cells at once (I = H = 2, one step, r z n h), against torch.bmm and loops."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

import engine
from engine import batch
from engine.activations import Array
from tests.benchmarks.contest import Contest, Entry
from tests.benchmarks.peers import missing

COUNT = 1_000_000
LOOPED = 1_000


def entries() -> Iterator[Entry]:
    """The kernel against torch.bmm at full size, and against loops by time a cell."""
    parameters, x, h = cells(COUNT)
    out = np.empty((7, 2, COUNT), np.float32)

    def ours() -> Array:
        return batch.step(parameters, x, h, "pytorch", out=out).h

    def fresh() -> Array:
        return batch.step(parameters, x, h, "pytorch").h

    peers: dict[str, Callable[[], object]] = {}
    absent = missing("cells", "torch")
    if absent is not None:
        yield absent
    else:
        theirs = torch_bmm(parameters, x, h)
        np.testing.assert_allclose(theirs(), ours(), atol=1e-5)
        peers["torch.bmm"] = theirs
    yield Contest("1 M cells, one step, float32", ours, peers, {"torch.bmm": 0.25}, cpu=True)
    yield Contest("  results in fresh memory", fresh, peers, rounds=7, cpu=True)
    yield Contest(
        "1 M cells against loops",
        ours,
        loops(parameters, x, h),
        {"NumPy loop": 0.001, "engine.step loop": 0.001},
        {"NumPy loop": COUNT / LOOPED, "engine.step loop": COUNT / LOOPED},
        rounds=7,
        cpu=True,
    )


def loops(parameters: engine.Parameters, x: Array, h: Array) -> dict[str, Callable[[], object]]:
    """The first LOOPED cells one by one: as one writes a cell with NumPy, and by the library."""
    W, U, bx, bh = (np.ascontiguousarray(part[:LOOPED]) for part in _parts(parameters))
    xs, hs = np.ascontiguousarray(x[:LOOPED]), np.ascontiguousarray(h[:LOOPED])
    singles = [engine.Parameters(*parts) for parts in zip(W, U, bx, bh, strict=True)]

    def plain() -> list[Array]:
        return [numpy_cell(W[k], U[k], bx[k], bh[k], xs[k], hs[k]) for k in range(LOOPED)]

    def library() -> list[Array]:
        return [engine.step(p, xs[k], hs[k], "pytorch").h for k, p in enumerate(singles)]

    np.testing.assert_allclose(plain(), library(), atol=1e-5)
    return {"NumPy loop": plain, "engine.step loop": library}


def cells(count: int) -> tuple[engine.Parameters, Array, Array]:
    """Cells, inputs and states, all with the axis of cells last in memory."""
    rng = np.random.default_rng(0)

    def draw(*shape: int) -> Array:
        return np.moveaxis(rng.uniform(-1, 1, (*shape, count)).astype(np.float32), -1, 0)

    parameters = engine.Parameters(draw(3, 2, 2), draw(3, 2, 2), draw(3, 2), draw(3, 2))
    return parameters, draw(2), draw(2)


def torch_bmm(parameters: engine.Parameters, x: Array, h: Array) -> Callable[[], Array]:
    """The obvious batch in torch: two bmm and the gates, contiguous as torch has it."""
    import torch

    torch.set_num_threads(1)
    count = len(x)
    W, U, bx, bh, x, h = (np.ascontiguousarray(part) for part in (*_parts(parameters), x, h))
    tensors = [torch.from_numpy(part) for part in (
        W.reshape(count, 6, 2), U.reshape(count, 6, 2), bx.reshape(count, 6),
        bh.reshape(count, 6), x[..., None], h[..., None],
    )]  # fmt: skip

    def call() -> Array:
        with torch.inference_mode():
            states: Array = _torch_step(torch, *tensors).numpy()
        return states

    return call


def _torch_step(torch: Any, W: Any, U: Any, bx: Any, bh: Any, x: Any, h: Any) -> Any:
    i_r, i_z, i_n = torch.baddbmm(bx[..., None], W, x)[..., 0].chunk(3, dim=1)
    h_r, h_z, h_n = torch.baddbmm(bh[..., None], U, h)[..., 0].chunk(3, dim=1)
    r, z = torch.sigmoid(i_r + h_r), torch.sigmoid(i_z + h_z)
    n = torch.tanh(i_n + r * h_n)
    return n + z * (h[..., 0] - n)


def numpy_cell(W: Array, U: Array, bx: Array, bh: Array, x: Array, h: Array) -> Array:
    """One cell as one writes it with NumPy."""
    i, u = W @ x + bx, U @ h + bh
    r, z = 1 / (1 + np.exp(-(i[:2] + u[:2])))
    n = np.tanh(i[2] + r * u[2])
    return np.asarray((1 - z) * n + z * h)


def _parts(parameters: engine.Parameters) -> tuple[Array, Array, Array, Array]:
    return parameters.W, parameters.U, parameters.bx, parameters.bh
