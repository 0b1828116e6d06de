"""Which quantity a learner's name means: `h_t`, `hₜ`, `htilde`, `∂L/∂zₜ` and the like."""

import re
import unicodedata
from collections.abc import Callable, Mapping

from engine.errors import EngineError


def resolve(typed: str, latex: Mapping[str, str], roles: Mapping[str, str]) -> str:
    """Which asked quantity a learner's name means.

    `latex` and `roles` are those of the asked quantities, by plain name. `h_t`, `hₜ`, `h`,
    `h^{(t)}` and the role itself all name one quantity. Raises EngineError where none or more
    than one is meant.
    """
    asked = list(latex)
    bare = re.sub(r"[\s$]", "", typed)
    if bare in latex:
        return bare
    if not bare and len(asked) == 1:
        return asked[0]
    spelled = re.sub(r"\$", "", typed)
    spellings: tuple[Callable[[str], bool], ...] = (
        lambda name: name == bare or re.sub(r"\s", "", latex[name]) == bare,
        lambda name: _folded(spelled) in (_folded(name), _folded(latex[name])),
        lambda name: _untimed(spelled) == _untimed(name),
        lambda name: roles.get(name) == bare,
        lambda name: _untimed(bare) in _names_of_role(roles.get(name, "")),
        lambda name: _untimed(spelled).lower() == _untimed(name).lower(),
    )
    for matches in spellings:
        found = [name for name in asked if matches(name)]
        if len(found) == 1:
            return found[0]
    listing = ", ".join(asked)
    if not bare:
        raise EngineError(f"say which quantity is answered: {listing}")
    raise EngineError(f"“{typed.strip()[:30]}” is not asked here; asked: {listing}")


_ROLES: Mapping[str, tuple[str, ...]] = {
    "n": ("n", "h~", "candidate"),
    "r": ("r", "reset", "resetgate"),
    "z": ("z", "update", "updategate"),
    "dh'/dh": ("J", "jacobian"),
}
"""Other names of a role, beside the letters of the exercise's own source."""


def _names_of_role(role: str) -> tuple[str, ...]:
    return _ROLES.get(role, ())


_MARKS = str.maketrans({"\u0303": "~", "\u0302": "ˆ", "\u0304": "¯"})
_TYPED_HAT = re.compile(r"\^(?=[_^]|$)")
_ACCENT = re.compile(r"\\(tilde|hat|bar|widetilde|widehat)\s*\{?\s*([A-Za-z]+)\s*\}?")
_WORD_ACCENT = re.compile(r"(?<![A-Za-z])([A-Za-z])_?(tilde|hat|bar)(?![A-Za-z])")
_ACCENT_MARKS = {"tilde": "~", "widetilde": "~", "hat": "ˆ", "widehat": "ˆ", "bar": "¯"}
_FRACTION = re.compile(r"\\[dt]?frac\s*\{((?:[^{}]|\{[^{}]*\})*)\}\s*\{((?:[^{}]|\{[^{}]*\})*)\}")
_PARTIAL = re.compile(r"\\partial(?![A-Za-z])|\\mathrm\{d\}|∂")


def _folded(name: str) -> str:
    """The name with accents as marks and without script signs: `\\tilde{h}_t` → `h~t`."""
    name = _PARTIAL.sub("d", _FRACTION.sub(r"\1/\2", name))
    name = _ACCENT.sub(lambda found: found[2] + _ACCENT_MARKS[found[1]], name)
    name = _WORD_ACCENT.sub(lambda found: found[1] + _ACCENT_MARKS[found[2]], name)
    name = unicodedata.normalize("NFKD", name).translate(_MARKS)
    name = re.sub("[−‐‑‒–]", "-", name).replace("′", "'").replace("⁄", "/")
    name = _TYPED_HAT.sub("ˆ", name)
    return re.sub(r"\\langle|\\rangle|[\\_^{}()<>⟨⟩\s]", "", name)


def _untimed(name: str) -> str:
    folded = _folded(name)
    return folded[:-1] if len(folded) > 1 and folded.endswith("t") else folded
