"""Slips of the keyboard, plurals, and the difference between two wordings."""

import re

from gruquiz.judge.neighbours import NEIGHBOURS
from gruquiz.judge.verdict import Piece

_PLURALS = {"matrices": "matrix", "indices": "index", "vertices": "vertex", "data": "datum",
            "criteria": "criterion", "phenomena": "phenomenon", "children": "child",
            "axes": "axis", "analyses": "analysis", "bases": "basis"}  # fmt: skip
_AGENT = re.compile(r"(?P<stem>\w{3,})[eo]rs?")
_ACT = re.compile(r"(?P<stem>\w{3,})(?:e|es|ed|ing|ion)")
_OPPOSITE = re.compile(r"un|non|dis|anti")


def joined(words: tuple[str, ...]) -> str:
    """The words as one."""
    return "".join(words)


def singulars(word: str) -> set[str]:
    """The word and what it may be the plural of."""
    found = {word, _PLURALS.get(word, word)}
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        found.add(word[:-1])
        if word.endswith("ies"):
            found.add(word[:-3] + "y")
        elif word.endswith(("ses", "xes", "zes", "ches", "shes")):
            found.add(word[:-2])
    return found


def signs_of(words: tuple[str, ...]) -> list[str]:
    """Those that are signs."""
    return [word for word in words if not word[0].isalnum()]


def slipped(wanted: tuple[str, ...], given: tuple[str, ...]) -> bool:
    """Whether only the keyboard slipped: letters of long words, never signs, numbers or rivals."""
    from gruquiz.identity.wording import is_typo  # only once something was typed

    one, other = " ".join(wanted), " ".join(given)
    if not given or slips(one, other) > _forgiven(one):
        return False
    if len(wanted) != len(given):
        # A blank too many or too few, and nothing else.
        return not signs_of(wanted + given) and is_typo(joined(wanted), joined(given))
    pairs = [(a, b) for a, b in zip(wanted, given, strict=True) if a != b]
    return all(is_typo(a, b) and not _is_another(a, b) for a, b in pairs)


def another_word(wanted: tuple[str, ...], given: tuple[str, ...]) -> str | None:
    """The word that was put for another, a letter or two from it; None where that is not all."""
    from gruquiz.identity.wording import is_typo  # only once something was typed

    pairs = [(a, b) for a, b in zip(wanted, given, strict=False) if a != b]
    one_each = len(wanted) == len(given) and all(is_typo(a, b) for a, b in pairs)
    return next((b for a, b in pairs if one_each and _is_another(a, b)), None)


def _is_another(wanted: str, given: str) -> bool:
    """Whether a slip makes another word: encode of encoder, rest of reset, undate of update."""
    if given in NEIGHBOURS and not singulars(wanted) & singulars(given):
        return True
    for one, other in ((wanted, given), (given, wanted)):
        agent, act = _AGENT.fullmatch(one), _ACT.fullmatch(other)
        if agent is not None and act is not None and agent["stem"] == act["stem"]:
            return True
    return _OPPOSITE.match(given) is not None and _OPPOSITE.match(wanted) is None


def _forgiven(wanted: str) -> int:
    """How many letters may be wrong: none of a short word, one in seven of a longer one."""
    return 0 if len(wanted) < 5 else max(1, min(3, len(wanted) // 7))


def slips(wanted: str, given: str) -> int:
    """How many letters were put, left out or swapped."""
    from rapidfuzz.distance import OSA  # only once something was typed

    return int(OSA.distance(wanted, given))


def pieces(wanted: str, given: str) -> tuple[Piece, ...]:
    """What was typed, what was left out and what was too much, in the order of the answer."""
    from rapidfuzz.distance import Indel

    found: list[Piece] = []
    for step in Indel.opcodes(given, wanted):
        if step.tag == "equal":
            found.append((wanted[step.dest_start : step.dest_end], "same"))
        elif step.tag == "delete":
            found.append((given[step.src_start : step.src_end], "extra"))
        else:
            found.append((wanted[step.dest_start : step.dest_end], "missing"))
    return tuple(found)
