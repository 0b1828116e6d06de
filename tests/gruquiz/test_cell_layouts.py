"""One GRU in the layouts that people use: read alike, asked and computed in each."""

import re

import pytest

from gruquiz.importer.card_reader import ParsedNote
from tests.gruquiz.written import read

V = r"v_t = \sigma(W_v x_t + U_v s_{t-1} + b_v)"
K = r"k_t = \sigma(W_k x_t + U_k s_{t-1} + b_k)"
N = r"\tilde{s}_t = \tanh(W_n x_t + U_n (k_t \odot s_{t-1}) + b_n)"
S = r"s_t = v_t \odot s_{t-1} + (1 - v_t) \odot \tilde{s}_t"
FOUR = (V, K, N, S)
ROWS = " \\\\\n".join(FOUR)
ALIGNED = " \\\\\n".join(line.replace("=", "&=", 1) for line in FOUR)
PLAIN = (
    "v_t = sigmoid(W_v x_t + U_v s_{t-1} + b_v)\n"
    "k_t = sigmoid(W_k x_t + U_k s_{t-1} + b_k)\n"
    "s~_t = tanh(W_n x_t + U_n (k_t * s_{t-1}) + b_n)\n"
    "s_t = v_t * s_{t-1} + (1 - v_t) * s~_t"
)
UNICODE = (
    "vₜ = σ(Wᵥxₜ + Uᵥsₜ₋₁ + bᵥ)\nkₜ = σ(Wₖxₜ + Uₖsₜ₋₁ + bₖ)\n"
    "s̃ₜ = tanh(Wₙxₜ + Uₙ(kₜ ⊙ sₜ₋₁) + bₙ)\nsₜ = vₜ ⊙ sₜ₋₁ + (1 − vₜ) ⊙ s̃ₜ"
)

LAYOUTS = {
    "a display each": "\n\n".join(f"$$\n{line}\n$$" for line in FOUR),
    "commas and a stop inside": "\n\n".join(f"$${line},$$" for line in FOUR[:3]) + f"\n\n$${S}.$$",
    "aligned": f"$$\n\\begin{{aligned}}\n{ALIGNED}\n\\end{{aligned}}\n$$",
    "align* with stops": "$$\n\\begin{align*}\n"
    + ALIGNED.replace(" \\\\", ", \\\\")
    + ".\n\\end{align*}\n$$",
    "gathered": f"$$\n\\begin{{gathered}}\n{ROWS}\n\\end{{gathered}}\n$$",
    "split": f"$$\n\\begin{{split}}\n{ALIGNED}\n\\end{{split}}\n$$",
    "array": f"$$\n\\begin{{array}}{{ll}}\n{ALIGNED}\n\\end{{array}}\n$$",
    "rows without an environment": f"$$\n{ROWS}\n$$",
    "two on a line": f"$$\n{V}, \\quad {K}\n$$\n\n$$\n{N} \\qquad {S}\n$$",
    "numbers and tags": "\n\n".join(
        f"$$\n{line} \\tag{{{number}}} \\label{{eq:{number}}}\n$$"
        for number, line in enumerate(FOUR, 1)
    ),
    "a number at the end": "\n\n".join(f"$${line} \\qquad (3)$$" for line in FOUR),
    "remarks behind": "$$\n\\begin{aligned}\n"
    + ALIGNED.replace(" \\\\", " && \\text{of a gate} \\\\")
    + "\n\\end{aligned}\n$$",
    "a word behind": "$$\n\\begin{aligned}\n"
    + ALIGNED.replace(" \\\\", " && \\text{gate} \\\\")
    + " && \\text{blend}\n\\end{aligned}\n$$",
    "a word behind a space": "\n\n".join(f"$${line} \\quad \\text{{gate}}$$" for line in FOUR),
    "words with escaped blanks before": "\n\n".join(f"$$One\\ part:\\ {line}$$" for line in FOUR),
    "words and a colon before": "\n\n".join(f"$$\\text{{one part}}: {line}$$" for line in FOUR),
    "words before, a condition behind": "\n\n".join(
        f"$$\\text{{one part:}}\\quad {line}, \\quad t = 1, \\dots, T$$" for line in FOUR
    ),
    "brackets": "\n\n".join(f"\\[\n{line}\n\\]" for line in FOUR),
    "brackets in one list": "\n".join(f"- \\[ {line} \\]" for line in FOUR),
    "parentheses": "\n".join(f"* \\( {line} \\)" for line in FOUR),
    "a math fence": f"```math\n\\begin{{aligned}}\n{ALIGNED}\n\\end{{aligned}}\n```",
    "a bare environment": f"\\begin{{align}}\n{ALIGNED}\n\\end{{align}}",
    "dollars in backticks": "\n".join(f"- `${line}$`" for line in FOUR),
    "within lines": "\n".join(f"1. ${line}$" for line in FOUR),
    "a table": "| part | equation |\n|---|---|\n"
    + "\n".join(f"| {n} | ${line}$ |" for n, line in enumerate(FOUR)),
    "a callout": "> [!note]\n> $$\n> \\begin{aligned}\n"
    + "\n".join(f"> {line}" for line in ALIGNED.split("\n"))
    + "\n> \\end{aligned}\n> $$",
    "a code block": f"```\n{PLAIN}\n```",
    "a code block with remarks": "```text\n" + PLAIN.replace("\n", "   # a line\n") + "\n```",
    "Unicode in a code block": f"```\n{UNICODE}\n```",
    "Unicode text": UNICODE,
    "HTML scripts": re.sub(
        r"_\{?(t-1|\w)\}?", r"<sub>\1</sub>", PLAIN.replace("s~_t", "n_t").replace("b_n", "b_c")
    ),
    "code spans": "\n".join(f"- state: `{line}`" for line in UNICODE.split("\n")),
}


def layout(name: str) -> ParsedNote:
    return read(f"# A cell\n\n## Its equations\n\n{LAYOUTS[name]}\n", suggest="always")


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_layout_is_read_asked_and_computed(name: str) -> None:
    reading = layout(name)
    cell = reading.cell
    assert cell is not None
    assert (cell.kind, cell.missing) == ("gru", ())
    assert cell.convention is not None
    assert cell.convention.z_keeps
    assert not cell.convention.reset_after
    cards = [card for card in reading.cards if card.rule in ("equation", "compute")]
    assert [card.rule for card in cards].count("compute") == 1
    asked = [card.face.answers for card in cards if card.rule == "equation"]
    bare = [" ".join(answers).replace("{", "").replace("}", "") for answers in asked]
    assert any("1" in answers and "v" in answers for answers in bare)  # the shares
    assert any("k_t" in answers and "s" not in answers for answers in bare)  # the reset gate
    for card in cards:
        assert not any(sign in card.face.front for sign in ("&", "\\\\", "tag", "label"))


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_sigmoid_is_asked_once_a_note(name: str) -> None:
    answers = [card.face.answers for card in layout(name).cards]
    assert answers.count((r"\sigma",)) == 1


def test_code_that_is_no_cell_gives_no_card() -> None:
    note = (
        "# Training\n\n```python\nmodel = GRU(10, 20)\nh_t = model(x_t, h_prev)\n"
        "y = sigmoid(W @ h_t + b)\nloss = (y - x)\n```\n\nThe gate is trained at step t-1.\n"
    )
    reading = read(note, suggest="always")
    assert [card.rule for card in reading.cards] == []


def test_a_cell_in_code_beside_one_in_maths_is_read_from_the_maths() -> None:
    both = f"# A cell\n\n{LAYOUTS['aligned']}\n\n```\n{PLAIN.replace('(1 - v_t)', 'k_t')}\n```\n"
    alone = read(f"# A cell\n\n{LAYOUTS['aligned']}\n", suggest="always")
    reading = read(both, suggest="always")
    assert [card.face for card in reading.cards] == [card.face for card in alone.cards]
    assert reading.cell is not None
    assert reading.cell.kind == "gru"


def test_nothing_is_asked_where_the_author_has_cards() -> None:
    note = f"# A cell\n\n```\n{PLAIN}\n```\n\nWhat forgets?::the gate\n"
    lines = {card.line for card in read(note, suggest="always").cards if card.rule is not None}
    assert lines <= {4, 5, 6, 7}
    beside = f"# A cell\n\n```\n{PLAIN}\n```\nWhat forgets?::the gate\n"
    assert [card.rule for card in read(beside, suggest="always").cards] == [None]


def test_letters_without_a_time_are_asked_where_they_state_a_cell() -> None:
    rows = (
        r"v &= \sigma(W_v x + U_v s) \\ k &= \sigma(W_k x + U_k s) \\ "
        r"n &= \tanh(W_n x + U_n (k \odot s)) \\ s' &= (1 - v) \odot n + v \odot s"
    )
    cell = f"$$\\begin{{aligned}} {rows} \\end{{aligned}}$$"
    reading = read(f"# A gate\n\n{cell}\n", suggest="always")
    assert {card.rule for card in reading.cards} == {"equation", "compute"}
    assert read("# A gate\n\n$$v = \\sigma(W_v x + U_v s)$$\n", suggest="always").cards == ()
