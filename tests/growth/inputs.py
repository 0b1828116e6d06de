"""Text that makes a careless scanner look at everything again for each of its signs."""

import random
from collections.abc import Iterator
from typing import NamedTuple

SIGNS = (
    "::", ":", ":::", "a::b a?\n", "==a== and ?\n", "?\n", "a?\n", "??\n", "<!--", "-->", "<!--SR:",
    "<!--SR:!2026-01-01,1,250-->",
    "==", "==a== ", "==a", "== a ==", "==a== and ", "===", "{{c1::", "}}", "{", "}", "[", "]", "[[",
    "]]", "[a](", "](", "![[", "![](", "[^1]", "(", ")", ")(", "`", "``` ", "~~~\n", "*", "**",
    "**a** ", "_", "x_", "^{", "a_{", "~~", "|", "|a|", "a|b\n|-|-\n", "> ", "\n> ", "> [!note] ",
    "\t", " ", "\n\n", "%%", "$", "$$", "$a$ ", "\\", "\\(", "\\left(", "\\frac{", "\\begin{align}",
    "&", "<", "<sub>", "<div>", "&lt;", "\"", "'", "#", "#a", "# h\n", "- ", "\n- ", "1. ", "http://",
    "a::b ", "word ", "A is B. ", "**A**: b. ", "a. ", ", ", "—", "9", "-1", "1e", "a", "é",
    "\u0301", "(a+", "σ(", "x^", "√", "'", "T",
)  # fmt: skip
"""What is repeated."""

LEADS = (
    "", "# a", "- a", "> [!note", "**a", "$a", "$$a", "<!--SR:", "a::b\n\n> x ", "The gate\n?\n",
    "The **update gate** is a gate that decides: ", "# Head\n\n==a== word ",
    "$z_t = \\sigma(W x_{t-1})$ is ",
)  # fmt: skip
"""What stands before it, so that a reader is already somewhere."""

TAILS = ("", " x\n\nEnd.")
"""What stands behind it."""


class Crafted(NamedTuple):
    """An input of any length."""

    lead: str
    sign: str
    tail: str = ""

    def text(self, length: int) -> str:
        """The input, its repeated part of so many letters."""
        repeated = self.sign * (length // len(self.sign) + 1)
        return self.lead + repeated[:length] + self.tail

    def __str__(self) -> str:
        return f"{self.lead!r} {self.sign!r}* {self.tail!r}"


def alone() -> Iterator[Crafted]:
    """Each sign by itself."""
    for sign in SIGNS:
        yield Crafted("", sign)


def crafted(draws: int, seed: int) -> Iterator[Crafted]:
    """Each sign by itself, and as many of one or two signs behind a lead, drawn by `seed`."""
    yield from alone()
    draw = random.Random(seed)
    for _ in range(draws):
        signs = draw.sample(SIGNS, draw.randint(1, 2))
        yield Crafted(draw.choice(LEADS), "".join(signs), draw.choice(TAILS))
