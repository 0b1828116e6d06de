"""A vault of any size in the manner of real ones: articles, concept notes, lists, cards, code.

Everything is drawn from the seed, so that two machines measure the same files.
"""

import random
from collections.abc import Iterator
from pathlib import Path

_TEXT = """
the of a gate state cell network layer input output memory sequence time step value learns keeps
forgets which with from into over under signal weight matrix vector gradient training loss error
model data batch hidden candidate update reset long short term past present future information
control function sigmoid linear sum product element wise between every other when because
therefore however simple small large many few first second often rarely paper result
"""
_WORDS = _TEXT.split()
_TERMS = (
    "update gate",
    "reset gate",
    "cell state",
    "hidden state",
    "candidate",
    "peephole",
    "decay",
)


class Writer:
    """Writes notes of one vault; `cards` counts what it has put in."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.cards = 0
        self.schedules = 0

    def words(self, count: int) -> str:
        return " ".join(self.random.choices(_WORDS, k=count))

    def sentence(self) -> str:
        text = self.words(self.random.randint(8, 22))
        if self.random.random() < 0.12:
            text += f" the **{self.random.choice(_TERMS)}** is what " + self.words(6)
        if self.random.random() < 0.1:
            text += f" $h_{{t-{self.random.randint(1, 9)}}}$ " + self.words(3)
        if self.random.random() < 0.08:
            text += f" [[Note {self.random.randint(1, 9999)}]]"
        return text[0].upper() + text[1:] + "."

    def paragraph(self) -> str:
        return " ".join(self.sentence() for _ in range(self.random.randint(2, 5)))

    def note(self, number: int, carded: bool) -> str:
        """A note of about 3.5 kB; with cards of all kinds and their schedules where `carded`."""
        tag = "flashcards" if carded else "concept"
        parts = [f"---\ntags:\n  - {tag}\nname: Note {number}\ncreated: 2024-05-12\n---\n"]
        while sum(map(len, parts)) < 3_400:
            parts.append(f"## {self.words(3).title()}\n")
            kind = self.random.random()
            if kind < 0.45:
                parts.append(self.paragraph() + "\n")
            elif kind < 0.65:
                parts.append("\n".join("- " + self.sentence() for _ in range(4)) + "\n")
            elif kind < 0.75:
                parts.append(f">[!info] {self.words(2)}\n>{self.paragraph()}\n")
            elif kind < 0.85:
                parts.append("$$h_t = (1 - z_t) \\odot h_{t-1} + z_t \\odot \\tilde{h}_t$$\n")
            else:
                parts.append(f"```python\nx = {self.words(2)!r}\n\nif x == x: pass\n```\n")
            if carded and self.random.random() < 0.6:
                parts.append(self.block(number * 100 + len(parts)))
        return "\n".join(parts)

    def block(self, number: int) -> str:
        """A block of one to four siblings, with as many schedules, or none."""
        siblings = self.random.randint(1, 4)
        kind = self.random.random()
        if kind < 0.6:
            clozes = " ".join(
                f"{self.words(4)} =={self.words(2)} {number}.{i}==" for i in range(siblings)
            )
            text = clozes + "."
        elif kind < 0.8:
            siblings = 1
            text = f"{self.words(5)} {number}::{self.words(6)}"
        elif kind < 0.9:
            siblings = 2
            text = f"{self.words(5)} {number}:::{self.words(6)}"
        else:
            siblings = 1
            text = f"{self.words(6)} {number}\n?\n{self.words(12)}"
        self.cards += siblings
        if self.random.random() < 0.7:
            self.schedules += siblings
            text += f"\n<!--SR:{''.join(self.schedule() for _ in range(siblings))}-->"
        return text + "\n"

    def schedule(self) -> str:
        """One entry of a comment."""
        draw = self.random.randint
        day = f"202{draw(3, 8)}-0{draw(1, 9)}-1{draw(0, 9)}"
        return f"!{day},{draw(1, 900)},{draw(130, 330)}"


def write_vault(folder: Path, notes: int, carded: float = 0.15, seed: int = 1) -> Writer:
    """Write a vault of so many notes, a share of them with cards; the writer knows the counts."""
    writer = Writer(seed)
    for number, path in enumerate(_paths(folder, notes)):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(writer.note(number, writer.random.random() < carded), encoding="utf-8")
    return writer


def _paths(folder: Path, notes: int) -> Iterator[Path]:
    for number in range(notes):
        yield folder / f"area {number % 40:02}" / f"Note {number}.md"
