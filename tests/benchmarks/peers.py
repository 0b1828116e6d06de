"""The peers' GRUs, given our weights, so that every contestant computes the same states."""

from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import numpy as np

import engine
from engine.activations import Array
from tests.benchmarks.contest import Missing


def missing(name: str, *packages: str) -> Missing | None:
    """The entry that says which of the packages are not installed; None if all are."""
    absent = [package for package in packages if find_spec(package) is None]
    if absent:
        return Missing(name, f"{' and '.join(absent)} not installed (pip install --group bench)")
    return None


def anki() -> tuple[bool, list[Missing]]:
    """Whether Anki's core is there, and the entry that says so where it is not."""
    absent = missing("Anki", "anki")
    return absent is None, [] if absent is None else [absent]


def torch_gru(parameters: engine.Parameters) -> Any:
    """torch.nn.GRU with these weights, one thread."""
    import torch

    torch.set_num_threads(1)
    net = torch.nn.GRU(parameters.input, parameters.hidden)
    W, U, b = parameters.pack("pytorch")
    assert b is not None
    for name, value in (
        ("weight_ih_l0", W), ("weight_hh_l0", U), ("bias_ih_l0", b[0]), ("bias_hh_l0", b[1]),
    ):  # fmt: skip
        getattr(net, name).data.copy_(torch.from_numpy(np.ascontiguousarray(value)))
    return net


def torch_run(parameters: engine.Parameters, xs: Array) -> Callable[[], Array]:
    """torch.nn.GRU without gradients."""
    import torch

    net, inputs = torch_gru(parameters), torch.from_numpy(xs)

    def call() -> Array:
        with torch.inference_mode():
            states: Array = net(inputs)[0].numpy()
        return states

    return call


def onnxruntime_run(parameters: engine.Parameters, xs: Array) -> Callable[[], Array]:
    """A session with one GRU node, linear_before_reset=1, one thread."""
    import onnxruntime
    from onnx import TensorProto, helper, numpy_helper

    weights = parameters.pack("onnx-linear-before-reset")
    node = helper.make_node(
        "GRU", ["X", "W", "R", "B"], ["Y"],
        hidden_size=parameters.hidden, linear_before_reset=1,
    )  # fmt: skip
    graph = helper.make_graph(
        [node],
        "gru",
        [helper.make_tensor_value_info("X", TensorProto.FLOAT, xs.shape)],
        [helper.make_tensor_value_info("Y", TensorProto.FLOAT, None)],
        [
            numpy_helper.from_array(np.ascontiguousarray(part)[None], name)
            for part, name in zip(weights, "WRB", strict=True)
            if part is not None
        ],
    )
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)], ir_version=8)
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )

    def call() -> Array:
        states: Array = session.run(None, {"X": xs})[0][:, 0]
        return states

    return call
