"""What a note's prose says of the update gate: does it keep the old state or write the new one?

A sentence decides it if it says what happens to a state with the gate near 0 or near 1, or which
information the gate lets through.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_NUMBER_ZERO = r"(?:0(?:\.0+)?|zero|closed?\s+off)"
_NUMBER_ONE = r"(?:1(?:\.0+)?|one|unity)"
_NEAR = r"(?:\b(?:is|are|be|was|becomes?|gets|equals?|goes\s+to|tends\s+to|approach(?:es)?)|[=≈→])"
_CLOSE = r"(?:\s+(?:equal|close|very\s+close|near|nearly|around|about|set|almost|approximately))?"
_TO = r"(?:\s+to)?\s*"
_AT_ZERO = re.compile(rf"{_NEAR}{_CLOSE}{_TO}{_NUMBER_ZERO}\b", re.IGNORECASE)
_AT_ONE = re.compile(rf"{_NEAR}{_CLOSE}{_TO}{_NUMBER_ONE}\b", re.IGNORECASE)

_OLD = (
    r"(?:(?:previous|past|old|former|prior|last)\s+(?:hidden\s+)?"
    r"(?:state|information|info|memory|timestep|time\s*step|timestamp|step|content|value)s?"
    r"|information\s+from\s+the\s+(?:previous|past)|the\s+past|history|previous\s+hidden\s+state)"
)
_NEW = (
    r"(?:candidate(?:'s|’s)?(?:\s+(?:hidden\s+)?(?:state|activation|value))?"
    r"|(?:new|current)\s+(?:memory|input|information|candidate|content)(?:\s+(?:context|content))?"
    r"|new\s+hidden\s+state\s+candidate|internal\s+information)"
)
_HOW_MUCH = re.compile(
    rf"\bhow\s+much\s+(?:of\s+)?(?:the\s+)?(?:information\s+)?(?:from\s+|of\s+)?(?:the\s+)?"
    rf"(?P<what>{_OLD}|{_NEW})(?P<rest>[^.?!]*)",
    re.IGNORECASE,
)
_LOST = re.compile(
    r"\b(?:forg[eo]t\w*|ignor\w+|discard\w*|drop\w*|reset|replac\w+|overwrit\w+|eras\w+|remov\w+)",
    re.IGNORECASE,
)
_NOT_OLD = re.compile(
    rf"\b(?:not\s+(?:have\s+)?(?:much|any)|no|little|ignor\w+|forget\w*|discard\w*|drop\w*)\s+"
    rf"(?:\w+\s+){{0,4}}?{_OLD}",
    re.IGNORECASE,
)
_ALL_OLD = re.compile(
    rf"\b(?:keep\w*|kept|retain\w*|cop(?:y|ies|ied)|preserv\w+|carr(?:y|ies|ied)|pass\w*|entirely"
    rf"|remember\w*|depends?\s+on|only|stays?|remains?|unchanged|consists?\s+of)\b"
    rf"(?:\W+\w+){{0,9}}?\W+{_OLD}|{_OLD}\s+(?:\w+\s+){{0,3}}?(?:is\s+|are\s+)?(?:fully\s+)?"
    rf"(?:kept|retained|copied|preserved|carried|passed|unchanged)",
    re.IGNORECASE,
)
_ALL_NEW = re.compile(
    rf"\b(?:from|consist\w*\s+of|depends?\s+on|only|entirely|replac\w+\s+(?:\w+\s+){{0,4}}?(?:by|with)"
    rf"|becomes?|equals?|takes?|use[sd]?|approach\w*|is)\s+(?:\w+\s+){{0,6}}?{_NEW}",
    re.IGNORECASE,
)
_UPDATE = re.compile(r"\bupdate\s+gate\b", re.IGNORECASE)
_RESET = re.compile(r"\breset\s*gate\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Polarity:
    """The polarity that a sentence states."""

    keeps: bool
    """True: the gate multiplies the old state."""
    sentence: str
    start: int
    """Where the sentence begins in the prose."""


def sentences(prose: str) -> Iterator[tuple[int, str]]:
    """The sentences of a text with their positions; a line break inside one becomes a space."""
    for found in re.finditer(r"(?:[^.?!\n]|\.(?=[\w)])|\n(?!\s*\n)|(?<=\bi\.e)\.)+[.?!]?", prose):
        text = found.group()
        stripped = text.strip()
        if stripped:
            yield found.start() + len(text) - len(text.lstrip()), " ".join(stripped.split())


def polarities(prose: str, gate: tuple[str, ...] = ()) -> list[Polarity]:
    """Every statement of the prose about the update gate's polarity, in order.

    `gate` are spellings of the gate in this note (`u_t`); "update gate" always counts. A sentence
    without a subject of its own ("This allows …") refers to the gate named last.
    """
    letters = [re.escape(_unbraced(each)) for each in gate]
    named = re.compile(rf"(?<![A-Za-z_])(?:{'|'.join(letters)})(?![A-Za-z])") if letters else None
    found: list[Polarity] = []
    topic = ""
    for start, sentence in sentences(prose):
        if _RESET.search(sentence) and not _UPDATE.search(sentence):
            topic = "reset"
        elif _UPDATE.search(sentence):
            topic = "update"
        words = _unbraced(sentence)
        about = bool(named and named.search(words)) or topic == "update"
        if not about or (_RESET.search(sentence) and _UPDATE.search(sentence)):
            continue
        keeps = _stated(words, mentions_end=bool(named and named.search(words)))
        if keeps is not None:
            found.append(Polarity(keeps, sentence, start))
    return found


def _unbraced(text: str) -> str:
    """The text with its formulas as one would type them: `z_t ≈ 0` for `$z_{t} \\approx 0$`."""
    for command, sign in ((r"\\approx", "≈"), (r"\\(?:to|rightarrow)\b", "→"), (r"[{}$]", "")):
        text = re.sub(command, sign, text)
    return text


def _stated(sentence: str, *, mentions_end: bool) -> bool | None:
    """True for keep, False for write, None where the sentence decides nothing."""
    zero, one = bool(_AT_ZERO.search(sentence)), bool(_AT_ONE.search(sentence))
    if zero != one and (mentions_end or _UPDATE.search(sentence)):
        new = bool(_NOT_OLD.search(sentence)) or bool(_ALL_NEW.search(sentence))
        old = not new and bool(_ALL_OLD.search(sentence))
        if new != old:
            return zero == new
    amount = _HOW_MUCH.search(sentence)
    if amount is not None:
        old = re.fullmatch(_OLD, amount.group("what"), re.IGNORECASE) is not None
        lost = _LOST.search(amount.group("rest")) is not None
        return old != lost
    return None


def polarity(prose: str, gate: tuple[str, ...] = ()) -> Polarity | None:
    """The polarity that the prose states; None where it states none or contradicts itself."""
    found = polarities(prose, gate)
    ends = [each for each in found if not _HOW_MUCH.search(each.sentence)]
    for group in (ends, found):
        if group and all(each.keeps == group[0].keeps for each in group):
            return group[0]
    return None
