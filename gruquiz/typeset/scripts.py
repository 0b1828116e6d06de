"""Unicode variants of letters: superscript, subscript, accented, double-struck."""

from unicodedata import normalize

LOWERED = str.maketrans(
    "0123456789+-−=()aehijklmnoprstuvxβγρφχ",
    "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ",
)
"""Characters with a Unicode subscript: no b c d f g q w y z, no capital, no comma."""
RAISED = str.maketrans(
    "0123456789+-−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWβγδθφχ⊤′*∗",
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵝᵞᵟᶿᵠᵡᵀ′**",
)
"""Characters with a Unicode superscript: no q, no C F Q S X Y Z."""

_COMBINING = {
    "tilde": "\u0303", "hat": "\u0302", "bar": "\u0304", "vec": "\u20d7", "dot": "\u0307",
    "ddot": "\u0308", "check": "\u030c", "breve": "\u0306", "acute": "\u0301", "grave": "\u0300",
    "ring": "\u030a", "revvec": "\u20d6",
}  # fmt: skip
_DOUBLED = str.maketrans("CHNPQRZEA", "ℂℍℕℙℚℝℤ𝔼𝔸")
_SCRIPT = str.maketrans("BEFHILMR", "ℬℰℱℋℐℒℳℛ")


def lowered(text: str) -> str | None:
    """The text as a subscript; None where Unicode lacks one of its letters."""
    return _set(text, LOWERED)


def raised(text: str) -> str | None:
    """The text as a superscript; None where Unicode lacks one of its letters."""
    return _set(text, RAISED)


def _set(text: str, table: dict[int, int]) -> str | None:
    if any(ord(letter) not in table for letter in text):
        return None
    return text.translate(table)


def accented(base: str, accents: tuple[str, ...]) -> str:
    """A name with its accents, innermost first; a bar goes over every letter of a longer name."""
    for accent in accents:
        if accent == "prime":
            base += "′"
        elif accent == "bar":
            base = "".join(letter + _COMBINING["bar"] for letter in base)
        else:
            middle = (len(base) + 1) // 2
            base = base[:middle] + _COMBINING.get(accent, "") + base[middle:]
    return normalize("NFC", base)


def in_font(base: str, font: str) -> str:
    """A name in double-struck or script capitals; other fonts are drawn upright."""
    if font == "bb":
        return base.translate(_DOUBLED)
    return base.translate(_SCRIPT) if font in ("cal", "scr") else base
