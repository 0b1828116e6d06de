"""Notes that remember which fact each of their cards is, and the edits that people make to them."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

CLOZES = """
The {reset gate} decides how much of the old state enters the candidate before the input is added.
The {update gate} decides how much of the old state survives into the new state of the cell.
A gated recurrent unit keeps {one vector} where the older cell carried a separate memory beside it.
Every gate is squashed by a {sigmoid} so that its values lie strictly between zero and one.
The candidate is squashed by the {hyperbolic tangent} and may therefore be negative as well.
Backpropagation through time multiplies many {Jacobians} and lets small factors {vanish} quickly.
Orthogonal {initialisation} of recurrent weights keeps the norm of signals near one at the start.
{Gradient clipping} rescales a long gradient to a chosen norm and leaves its direction alone.
Teacher forcing feeds the {true token} of the last step to the decoder during training only.
{Dropout} on recurrent links must reuse one mask for all steps of a sequence or memory is erased.
The original paper applied the reset gate {before} the matrix product while a library does so after.
A bidirectional network reads the sequence {twice} and joins both states at every position.
{Layer normalisation} inside the cell steadies the sums that the gates receive from both sides.
The number of parameters of a cell is {three times} that of a plain recurrent layer of equal width.
Attention weighs all {encoder states} anew for each word that the decoder is about to write.
Long sequences are cut into {windows} and the state is carried over while its gradient is {stopped}.
The {bias} of the update gate is often set so that the cell copies its state in early training.
A {peephole} lets a gate of the older cell look at the memory that it is about to change.
Packing a batch spares the {padding} steps that shorter sequences would otherwise cost.
The {exploding} gradient shows itself as sudden jumps of the loss after hours of calm training.
""".strip().splitlines()

PAIRS = """
Who proposed the gated recurrent unit first?|Cho and colleagues, for translating phrases
What does a closed reset gate make of the cell?|A layer that sees nothing but the present input
How many gates does the simpler cell have?|Two of them, for resetting and for updating
Why are gates sigmoids rather than ramps?|They should saturate smoothly at both of their ends
What is measured by perplexity of a model?|How many words it hesitates between on average
Which cell came first historically?|The long short-term memory, seventeen years earlier
What is carried from step to step?|The hidden state alone, a vector of fixed width
Where does the minimal unit save weights?|It ties both gates together into a single one
What limits the speed of recurrent training?|Steps depend on each other and cannot run side by side
When is a recurrent cell preferable to attention?|When memory is scarce and streams never end
Symbol of the reset gate in most papers|the letter r with an index for time
Symbol of the update gate in most papers|the letter z with an index for time
""".strip().splitlines()

FRESH = """
The {forget gate} of the older cell decides what part of its memory is thrown away at each step.
The {output gate} of the older cell decides what part of its memory is shown to the next layer.
A {highway layer} carries its input past a transformation with the help of one learned gate.
Quasi-recurrent networks replace the recurrent product by {convolutions} over neighbouring steps.
The {minimal gated unit} has a single gate that plays both roles of the larger cell at once.
Echo state networks leave recurrent weights {untrained} and fit the readout by least squares.
Zoneout keeps some units of the state {unchanged} at random instead of setting them to nothing.
A {clockwork} network updates groups of units at different rates to span several time scales.
""".strip().splitlines()

SYNONYMS = {
    "decides": "settles", "keeps": "holds", "often": "usually", "therefore": "hence",
    "quickly": "soon", "separate": "distinct", "near": "close to", "whole": "entire",
    "measured": "captured", "preferable": "better suited", "limits": "bounds", "carried": "handed",
    "joins": "combines", "steadies": "calms", "spares": "saves", "shows": "reveals",
    "average": "the average", "sudden": "abrupt", "strictly": "always", "chosen": "given",
}  # fmt: skip


@dataclass
class Fact:
    """A sentence with clozes, or a pair: its words, and a name for each card."""

    name: str
    words: str
    """With `{…}` around what is asked; a pair has `|` between its sides."""
    counter: int = 0

    @property
    def is_pair(self) -> bool:
        return "|" in self.words

    def text(self) -> str:
        if self.is_pair:
            return self.words.replace("|", "::")
        return self.words.replace("{", "==").replace("}", "==")


@dataclass
class Paragraph:
    """Facts that share a block; pairs stand alone."""

    facts: list[Fact]

    def text(self) -> str:
        return " ".join(fact.text() for fact in self.facts)


@dataclass
class Draft:
    """A vault as its owner thinks of it: notes by name, each a list of paragraphs."""

    random: random.Random
    notes: dict[str, list[Paragraph]] = field(default_factory=dict)
    fresh: list[str] = field(default_factory=lambda: list(FRESH))
    count: int = 0

    def text(self, name: str) -> str:
        return f"# {name}\n\n" + "\n\n".join(p.text() for p in self.notes[name]) + "\n"

    def cards(self) -> Iterator[tuple[str, str, str]]:
        """(name of the card, note, how it is found: its answer, or a pair's front)."""
        for note, paragraphs in self.notes.items():
            for paragraph in paragraphs:
                for fact in paragraph.facts:
                    if fact.is_pair:
                        yield fact.name, note, fact.words.split("|")[0]
                        continue
                    for part in fact.words.split("{")[1:]:
                        answer = part.split("}")[0]
                        yield f"{fact.name}/{_stem(fact, answer)}", note, answer

    def paragraph(self) -> tuple[str, int]:
        name = self.random.choice([name for name in self.notes if self.notes[name]])
        return name, self.random.randrange(len(self.notes[name]))


ANSWERS: dict[str, dict[str, str]] = {}
"""By fact, what an answer was called when it was first written: edits may change its letters."""


def _stem(fact: Fact, answer: str) -> str:
    return ANSWERS.setdefault(fact.name, {}).setdefault(answer, answer)


def draft(seed: int) -> Draft:
    """Three notes that hold all facts in some order."""
    chooser = random.Random(seed)
    ANSWERS.clear()
    made = Draft(chooser)
    words = [*CLOZES, *PAIRS]
    chooser.shuffle(words)
    names = ["Gates", "Training", "History"]
    for name in names:
        made.notes[name] = []
    for number, line in enumerate(words):
        notes = made.notes[names[number % 3]]
        fact = Fact(f"f{number}", line)
        joined = notes and not fact.is_pair and not notes[-1].facts[-1].is_pair
        if joined and chooser.random() < 0.3:
            notes[-1].facts.append(fact)
        else:
            notes.append(Paragraph([fact]))
    made.count = len(words)
    list(made.cards())
    return made


def typo(made: Draft) -> None:
    """Two neighbouring letters of a long word change places, in the answer or beside it."""
    name, index = made.paragraph()
    slip(made, made.random.choice(made.notes[name][index].facts))


def slip(made: Draft, fact: Fact) -> None:
    words = fact.words.split(" ")
    long = [i for i, word in enumerate(words) if word.isalpha() and len(word) > 5]
    if not long:
        return
    at = made.random.choice(long)
    place = made.random.randrange(1, len(words[at]) - 2)
    letters = list(words[at])
    letters[place], letters[place + 1] = letters[place + 1], letters[place]
    words[at] = "".join(letters)
    fact.words = " ".join(words)


def typo_in_answer(made: Draft) -> None:
    """A letter of an answer is doubled."""
    name, index = made.paragraph()
    for fact in made.notes[name][index].facts:
        if fact.is_pair or "{" not in fact.words:
            continue
        head, rest = fact.words.split("{", 1)
        answer, tail = rest.split("}", 1)
        if len(answer.split()[0]) < 5:
            continue
        place = made.random.randrange(1, len(answer.split()[0]) - 1)
        wrong = answer[:place] + answer[place] + answer[place:]
        ANSWERS[fact.name][wrong] = _stem(fact, answer)
        fact.words = f"{head}{{{wrong}}}{tail}"
        return


def reword(made: Draft) -> None:
    """A word is exchanged for one that means the same, or a few words are put in."""
    name, index = made.paragraph()
    say_otherwise(made, made.random.choice(made.notes[name][index].facts))


def say_otherwise(made: Draft, fact: Fact) -> None:
    for old, new in SYNONYMS.items():
        if f" {old} " in fact.words:
            fact.words = fact.words.replace(f" {old} ", f" {new} ", 1)
            return
    if not fact.is_pair and fact.words.endswith("."):
        extra = made.random.choice(["as a rule", "in practice", "by and large", "in most texts"])
        fact.words = f"{fact.words[:-1]}, {extra}."


def move(made: Draft) -> None:
    """A paragraph goes to another place of its note."""
    name, index = made.paragraph()
    paragraph = made.notes[name].pop(index)
    made.notes[name].insert(made.random.randrange(len(made.notes[name]) + 1), paragraph)


def move_away(made: Draft) -> None:
    """A paragraph goes to another note."""
    carry(made)


def carry(made: Draft) -> Paragraph:
    name, index = made.paragraph()
    other = made.random.choice([note for note in made.notes if note != name])
    paragraph = made.notes[name].pop(index)
    made.notes[other].insert(made.random.randrange(len(made.notes[other]) + 1), paragraph)
    return paragraph


def move_and_mend(made: Draft) -> None:
    """A paragraph goes to another note, and letters change places in it."""
    slip(made, made.random.choice(carry(made).facts))


def move_and_reword(made: Draft) -> None:
    """A paragraph goes to another note and says the same in other words there."""
    say_otherwise(made, made.random.choice(carry(made).facts))


def insert_cloze(made: Draft) -> None:
    """One more word of a sentence is asked."""
    name, index = made.paragraph()
    fact = made.random.choice(made.notes[name][index].facts)
    words = fact.words.split(" ")
    free = [i for i, word in enumerate(words) if word.isalpha() and len(word) > 6]
    inside = False
    outside = []
    for i, word in enumerate(words):
        inside |= "{" in word
        if i in free and not inside:
            outside.append(i)
        inside &= "}" not in word
    taken = {answer for _, _, answer in made.cards()}
    outside = [i for i in outside if words[i] not in taken]
    if fact.is_pair or not outside:
        return
    at = made.random.choice(outside)
    made.count += 1
    ANSWERS.setdefault(fact.name, {})[words[at]] = f"{words[at]} again {made.count}"
    words[at] = f"{{{words[at]}}}"
    fact.words = " ".join(words)


def remove_cloze(made: Draft) -> None:
    """One word of a sentence is asked no more."""
    name, index = made.paragraph()
    fact = made.random.choice(made.notes[name][index].facts)
    if fact.words.count("{") > 1:
        fact.words = fact.words.replace("{", "", 1).replace("}", "", 1)


def split(made: Draft) -> None:
    """A blank line is put between two sentences."""
    name, index = made.paragraph()
    facts = made.notes[name][index].facts
    if len(facts) > 1:
        made.notes[name][index : index + 1] = [Paragraph(facts[:1]), Paragraph(facts[1:])]


def join(made: Draft) -> None:
    """The blank line between two paragraphs is taken out."""
    name, index = made.paragraph()
    notes = made.notes[name]
    if index + 1 < len(notes):
        both = notes[index].facts + notes[index + 1].facts
        if len(both) < 5 and not any(fact.is_pair for fact in both):
            notes[index : index + 2] = [Paragraph(both)]


def swap(made: Draft) -> None:
    """Two sentences of a paragraph change places."""
    name, index = made.paragraph()
    made.notes[name][index].facts.reverse()


def rename(made: Draft) -> None:
    """A note gets another name."""
    name = made.random.choice(list(made.notes))
    made.count += 1
    made.notes[f"{name.split()[0]} {made.count}"] = made.notes.pop(name)


def replace_fact(made: Draft) -> None:
    """A paragraph is deleted and another fact written in its place."""
    if not made.fresh:
        return
    name, index = made.paragraph()
    if len(made.notes[name]) < 3:
        return
    made.count += 1
    words = made.fresh.pop(made.random.randrange(len(made.fresh)))
    made.notes[name][index] = Paragraph([Fact(f"n{made.count}", words)])


def add_fact(made: Draft) -> None:
    """Another fact is written."""
    if made.fresh:
        name, index = made.paragraph()
        made.count += 1
        words = made.fresh.pop(made.random.randrange(len(made.fresh)))
        made.notes[name].insert(index, Paragraph([Fact(f"n{made.count}", words)]))


EDITS: tuple[Callable[[Draft], None], ...] = (
    typo, typo_in_answer, reword, move, move_away, move_and_mend, move_and_reword, insert_cloze,
    remove_cloze, split, join, swap, rename, replace_fact, add_fact,
)  # fmt: skip
