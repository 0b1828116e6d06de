"""The engine's edges: what its public functions say of arrays, and what they refuse in words."""

import ast
import inspect
import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import engine
from engine import batch, lstm, rnn
from engine.conventions import CONVENTIONS
from engine.exercise import Drill
from tests.engine.cells import cell, parts

loose: Any = engine
"""The engine without its types, to be given what they forbid."""

ROOT = Path(engine.__file__).parent

ARRAYS = re.compile(r"\b(ArrayLike|Array|Floats|NDArray|Numbers|Cells)\b")
SHAPE = re.compile(r"\[[^\]]*\b[A-Z]\b[^\]]*\]|any shape")
"""`[T, B, I]`, `[..., H]`; or a function for which shapes do not matter."""


def array_functions() -> Iterator[tuple[str, str]]:
    """Every public function and method that takes an array, with its docstring.

    What a kind of drill overrides is documented where it is declared, in the protocol. Formulas and
    typed answers are text, not arrays.
    """
    protocol = set(vars(Drill))
    for path in sorted(ROOT.rglob("*.py")):
        name = path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")
        if name.startswith(("formula.", "answers.")):
            continue
        for prefix, node in public_functions(ast.parse(path.read_text(encoding="utf-8"))):
            if prefix.endswith("Drill.") and prefix != "Drill." and node.name in protocol:
                continue
            if prefix.endswith("Drill.") and node.name in ("cells", "fixed") and "drills" in name:
                continue
            arguments = [*node.args.args, *node.args.kwonlyargs]
            annotations = [ast.unparse(a.annotation) for a in arguments if a.annotation]
            if any(ARRAYS.search(annotation) for annotation in annotations):
                yield f"{name}.{prefix}{node.name}", ast.get_docstring(node) or ""


def public_functions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    """The public functions of a module, and the methods of its public classes behind their name."""
    classes = [one for one in tree.body if isinstance(one, ast.ClassDef)]
    homes: list[tuple[str, Any]] = [("", tree), *((f"{one.name}.", one) for one in classes)]
    for prefix, home in homes:
        for node in home.body:
            if isinstance(node, ast.FunctionDef) and "_" not in (prefix[:1], node.name[:1]):
                yield prefix, node


FUNCTIONS = dict(array_functions())


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_of_arrays_says_their_shapes(name: str) -> None:
    assert SHAPE.search(FUNCTIONS[name]), f"{name}: {FUNCTIONS[name]!r}"


@pytest.mark.parametrize(
    "function",
    [
        engine.step, engine.run, engine.step_backward, engine.run_backward,
        batch.step, lstm.step, lstm.run, rnn.step, rnn.run,
    ],
)  # fmt: skip
def test_a_front_door_says_shapes_dtypes_and_errors(function: Callable[..., Any]) -> None:
    doc = inspect.getdoc(function) or ""
    assert SHAPE.search(doc)
    assert re.search("float32|Leading axes are those of `step`|leading axes\nare those", doc)
    assert "EngineError" in doc


def test_the_search_for_functions_of_arrays_finds_them() -> None:
    assert {"gru.step", "sequence.run", "parameters.Parameters.unpack"} <= set(FUNCTIONS)


@pytest.mark.parametrize("name", CONVENTIONS)
def test_no_state_is_zeros(name: str) -> None:
    rng = np.random.default_rng(0)
    p = cell(rng, 3, 2)
    x, dh = rng.normal(size=(4, 2)), rng.normal(size=(4, 3))
    zeros = np.zeros((4, 3))
    np.testing.assert_array_equal(engine.step(p, x, None, name).h, engine.step(p, x, zeros, name).h)
    g = engine.step_backward(p, x, None, name, dh)
    np.testing.assert_array_equal(g.dh, engine.step_backward(p, x, zeros, name, dh).dh)
    many = cell(rng, 3, 2, cells=(4,))
    np.testing.assert_array_equal(
        batch.step(many, x, None, name).h, batch.step(many, x, zeros, name).h
    )


def test_no_state_is_zeros_in_the_other_cells_too() -> None:
    rng = np.random.default_rng(1)
    p = lstm.LSTMParameters(rng.normal(size=(4, 3, 2)), rng.normal(size=(4, 3, 3)))
    x, zeros = rng.normal(size=2), np.zeros(3)
    np.testing.assert_array_equal(lstm.step(p, x, None, None).h, lstm.step(p, x, zeros, zeros).h)
    q = rnn.RNNParameters(rng.normal(size=(3, 2)), rng.normal(size=(3, 3)))
    np.testing.assert_array_equal(rnn.step(q, x, None).h, rnn.step(q, x, zeros).h)


def test_single_precision_stays_without_a_state() -> None:
    p = cell(np.random.default_rng(2), 3, 2).astype(np.float32)
    x = np.ones(2, np.float32)
    assert engine.step(p, x, None, "pytorch").h.dtype == np.float32


@pytest.mark.parametrize("name", CONVENTIONS)
def test_a_cell_without_inputs_is_packed_and_computes(name: str) -> None:
    convention = CONVENTIONS[name]
    rng = np.random.default_rng(3)
    for cells in ((), (2,)):
        p = engine.Parameters(np.zeros((*cells, 3, 3, 0)), rng.normal(size=(*cells, 3, 3, 3)))
        back = engine.Parameters.unpack(name, *p.pack(convention))
        for before, after in zip(parts(p), parts(back), strict=True):
            np.testing.assert_array_equal(before, after)
    p = engine.Parameters(np.zeros((3, 3, 0)), rng.normal(size=(3, 3, 3)))
    h0, dstates = rng.normal(size=(2, 3)), rng.normal(size=(4, 2, 3))
    states = engine.run(p, np.zeros((4, 2, 0)), h0, name)
    np.testing.assert_allclose(states[0], engine.step(p, np.zeros((2, 0)), h0, name).h, atol=1e-12)
    g = engine.run_backward(p, np.zeros((4, 2, 0)), h0, name, dstates)
    assert g.dxs.shape == (4, 2, 0)
    assert g.parameters.W.shape == (3, 3, 0)


def masked(*shape: int) -> Any:
    return np.ma.masked_less(np.random.default_rng(4).normal(size=shape), 0)


@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("x", lambda p: loose.step(p, masked(2), np.zeros(3), "keras")),
        ("h", lambda p: loose.step(p, np.zeros(2), masked(3), "keras")),
        ("xs", lambda p: loose.run(p, masked(4, 2), None, "keras")),
        ("h0", lambda p: loose.run(p, np.zeros((4, 2)), masked(3), "keras")),
        ("dh", lambda p: loose.step_backward(p, np.zeros(2), None, "keras", masked(3))),
        (
            "dstates",
            lambda p: loose.run_backward(p, np.zeros((4, 2)), None, "keras", masked(4, 3)),
        ),
        ("W", lambda p: loose.Parameters(masked(3, 3, 2), p.U)),
        ("bh", lambda p: loose.Parameters(p.W, p.U, None, masked(3, 3))),
        ("b", lambda p: loose.Parameters.unpack("keras", *p.pack("keras")[:2], masked(2, 9))),
        (
            "lengths",
            lambda p: loose.run(
                p, np.zeros((4, 2, 2)), None, "keras", lengths=np.ma.masked_equal([1, 2], 2)
            ),
        ),
    ],
)
def test_a_masked_array_is_refused(name: str, call: Callable[[engine.Parameters], Any]) -> None:
    with pytest.raises(engine.EngineError, match=rf"^{name} is a masked array, and masks"):
        call(cell(np.random.default_rng(5), 3, 2))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda p: loose.step(p, None, None, "keras"), "x is not an array of real numbers: it is"),
        (lambda p: loose.step(p, {"a": 1}, None, "keras"), "x is not an array of real numbers"),
        (lambda p: loose.step(p, np.zeros(2) + 1j, None, "keras"), "its dtype is complex128"),
        (lambda p: loose.step({"W": p.W}, np.zeros(2), None, "keras"), "parameters is a dict"),
        (lambda p: loose.run(p.W, np.zeros((4, 2)), None, "keras"), "parameters is a ndarray"),
        (
            lambda p: loose.run_backward(None, np.zeros((4, 2)), None, "keras", np.zeros((4, 3))),
            "parameters is a NoneType; wanted engine.parameters.Parameters",
        ),
        (
            lambda p: loose.lstm.step(p, np.zeros(2), None, None),
            "wanted engine.lstm.LSTMParameters",
        ),
        (lambda p: loose.rnn.run(p, np.zeros((4, 2))), "wanted engine.rnn.RNNParameters"),
        (lambda p: loose.convert(3, "keras", "onnx"), "parameters is a int"),
        (lambda p: loose.step(p, np.zeros(2), None, ["keras"]), r"No convention \['keras'\]"),
        (lambda p: loose.step(p, np.zeros(2), None, 7), "No convention 7"),
        (
            lambda p: loose.run(p, np.zeros((4, 2, 2)), None, "keras", lengths="ab"),
            "lengths has shape",
        ),
    ],
)
def test_a_wrong_type_is_refused_in_words(
    call: Callable[[engine.Parameters], Any], message: str
) -> None:
    with pytest.raises(engine.EngineError, match=message):
        call(cell(np.random.default_rng(6), 3, 2))


def test_what_errors_name_is_there() -> None:
    many = cell(np.random.default_rng(7), 3, 2, cells=(4,))
    with pytest.raises(engine.EngineError, match=r"Use engine\.batch for many cells"):
        engine.run(many, np.zeros((5, 2)), None, "keras")
    assert engine.batch.step(many, np.zeros((4, 2)), None, "keras").h.shape == (4, 3)
    assert "batch" in dir(engine)


def test_an_exercise_has_its_heading_and_its_task() -> None:
    for kind in ("step", "shapes", "gradient", "contrast", "line"):
        exercise = engine.generate(kind, seed=3)
        first, *_, last = exercise.statement.split("\n\n")
        assert exercise.heading == first
        assert exercise.task == last


@pytest.mark.parametrize(
    ("family", "shared"), [("conventions", {"convention"}), ("drills", set[str]())]
)
def test_the_linter_knows_every_sibling(family: str, shared: set[str]) -> None:
    """A new convention or kind of drill is held to the family's rule too."""
    settings = tomllib.loads((ROOT.parent / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    listed = next(one["modules"] for one in contracts if one["id"] == family)
    files = {path.stem for path in (ROOT / family).glob("*.py")} - {"__init__"} - shared
    assert sorted(listed) == sorted(f"engine.{family}.{name}" for name in files)
