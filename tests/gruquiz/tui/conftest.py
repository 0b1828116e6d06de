"""A library with a few cards of every kind, and the app at it, its clock standing still."""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, date, datetime
from hashlib import blake2b
from pathlib import Path

import pytest
from textual.pilot import Pilot

from gruquiz.config import Config
from gruquiz.library import Library
from gruquiz.model import Face, FoundCard, Kind, Note, NoteChange, Schedule
from gruquiz.program_log import record_fault
from gruquiz.tui.app import GruquizApp, Host
from gruquiz.tui.shell import Edit
from tests.gruquiz.tui import seen

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)

Running = Callable[..., AbstractAsyncContextManager[Pilot[None]]]


def found(
    number: int,
    kind: Kind,
    face: Face,
    *,
    deck: str = "GRU/Gates",
    rule: str | None = None,
    schedule: Schedule | None = None,
) -> FoundCard:
    """A card as a note would hold it."""
    key = blake2b(str(number).encode(), digest_size=16).digest()
    return FoundCard(
        kind=kind,
        face=face,
        line=number * 3,
        end_line=number * 3,
        decks=(deck,),
        headings=("Concept Definition",),
        content_hash=key,
        variant=f"{kind}:{number}",
        rule=rule,
        schedule=schedule,
    )


CLOZE = found(
    10,
    Kind.CLOZE,
    Face(
        "In **[…]**, we combine the role of long-term memory and short-term memory into one "
        "state vector $h$.",
        "In ==gated recurrent unit (GRU)==, we combine the role of long-term memory and "
        "short-term memory into one state vector $h$.",
        ("gated recurrent unit (GRU)",),
    ),
    rule="definition",
)
QUESTION = found(
    20,
    Kind.QUESTION,
    Face(
        "Which state does $z_t$ weight in\n\n"
        r"$$h_t = z_t \odot h_{t-1} + (1 - z_t) \odot \tilde{h}_t$$"
        "\n\nand what does `W[z_t]` or [/] mean here?",
        "The **old** state.\n\n- the candidate gets $1 - z_t$\n- nothing else",
    ),
    schedule=Schedule(date(2026, 11, 19), 12.0, 250, 3, 0, date(2026, 11, 7)),
)
DRILL = found(
    30,
    Kind.DRILL,
    Face(
        "Compute one step (PyTorch, 2 units)",
        '{"compute":"step","convention":"pytorch","decimals":3,"hidden":2,"input":2,"steps":1}',
    ),
    deck="GRU/Computing a step",
)
CARDS = (CLOZE, QUESTION, DRILL)


def fill(path: Path, cards: Sequence[FoundCard] = CARDS) -> None:
    """Make a library of these cards, all from one note."""
    with Library.open(path) as library:
        note = Note(
            path="/notes/gru.md",
            title="Gated Recurrent Units in Neural Network",
            lines=(),
            metadata={},
            tags=(),
            digest=b"0" * 16,
            size=1,
            mtime_ns=1,
        )
        library.imports.save(
            NoteChange(note, "GRU", "", tuple(cards), (), (), ()), NOW, library.imports.new_act()
        )


@pytest.fixture
def faults() -> list[Exception]:
    """The faults that the guard met; a test that does not ask for them must not cause any."""
    return []


@pytest.fixture(autouse=True)
def no_fault_unseen(
    faults: list[Exception], request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Fail where the guard hid a fault from a test."""

    def noted(error: Exception) -> str:
        faults.append(error)
        return record_fault(error)

    monkeypatch.setattr("gruquiz.tui.guard.record_fault", noted)
    yield
    if "faults" not in request.node.function.__code__.co_varnames and faults:
        raise faults[0]


@pytest.fixture
def running(tmp_path: Path) -> Running:
    """Opens the app at a filled library, at a size."""

    @asynccontextmanager
    async def run(
        size: tuple[int, int] = (80, 24),
        cards: Sequence[FoundCard] = CARDS,
        config: Config | None = None,
        edit: Edit | None = None,
    ) -> AsyncIterator[Pilot[None]]:
        path = tmp_path / "library.db"
        fill(path, cards)
        app = GruquizApp(path, config or Config(), lambda: NOW, Host(edit))
        async with app.run_test(size=size, notifications=True) as pilot:
            await seen.opened(pilot)
            yield pilot

    return run


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys one after another, each seen through to the screen."""
    for key in keys:
        await pilot.press(key)
        await pilot.pause()
