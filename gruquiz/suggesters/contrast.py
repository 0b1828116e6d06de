"""S6: a comparison; the number or the distinguishing term is hidden."""

import re
from collections.abc import Iterator

from gruquiz.model import FoundCard
from gruquiz.suggesters.page import Item, Page, holds_any
from gruquiz.suggesters.phrasing import cut, emphasised, plain, shown_sentences
from gruquiz.suggesters.suggestion import cloze

RULE = "contrast"

_NUMBER = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|single|\d{1,2})"
_COUNTED = re.compile(rf"\b({_NUMBER})\s+(?=\w)", re.IGNORECASE)
_BEGINS_COUNTING = re.compile(rf"{_NUMBER}\b", re.IGNORECASE)
_SIGNALS = re.compile(
    r"\b(?:unlike|whereas|compared (?:to|with)|as opposed to|in contrast(?: to)?|on the other hand"
    r"|instead of|rather than|the main \W?difference)\b",
    re.IGNORECASE,
)
_SIGNAL_WORDS = (
    *("unlike", "whereas", "compared", "as opposed", "in contrast", "on the other hand", "instead"),
    *("rather than", "the main", "there is only", "there are only"),
)
"""Few sentences have one of these words; only those are matched against the slow patterns."""
_ONLY = re.compile(r"\bonly\b", re.IGNORECASE)
_ONLY_THERE = re.compile(r"\bthere (?:is|are) only\b")
_NOUN = re.compile(
    r"(?:gate|state|vector|cell|layer|unit|matri|weight|bias|term|step|parameter|"
    r"input|output|memor|head|block|part|stage|phase|equation|kernel|filter|class|mode)"
)
_LACKS = re.compile(
    r"\b(?:does|do) not (?:have|use|need) (?:an? |any )?(?:separate |own )?"
    r"([\w-]+(?: [\w-]+)?(?: ?\([^()]*\))?)(?=[.,;]|$)",
    re.IGNORECASE,
)
_UNNAMED = re.compile(r"unlike [^,]*, (?:it|they)\b", re.IGNORECASE)
_REPLACED = re.compile(r"\binstead of\b.*", re.IGNORECASE)
_USES = re.compile(
    r"\b(?:we|it|gru|one) (?:only )?uses? (?:an? |only |the )?(?:single )?", re.IGNORECASE
)
_PHRASE = re.compile(r"((?:[A-Za-z-]+ ){0,2}(?:gate|state|vector|cell|layer|unit|memory))\b")
_LISTED = re.compile(
    r"\b(?:we have|there (?:is|are)|it has|has|have) (?:an? |the )?([A-Z][\w-]*(?: \w+)?) and "
    r"(?:an? |the )?([A-Z][\w-]*(?: \w+)?)(?=[.,;]|$)"
)
_ANSWERS = re.compile(r"whereas|on the other hand|in contrast", re.IGNORECASE)
"""Openings of a sentence that is a comparison only together with the one before it."""
_THAT_IS = re.compile(r"\b(?:i\.?e\.?,?|namely|that is,?) (?:the |an? )?(.{4,60}?)(?=[.;]|$)")


def suggest(page: Page) -> Iterator[FoundCard]:
    """One card per comparison; the same count of the same things is asked once."""
    seen: set[frozenset[tuple[str, str]]] = set()
    for item in page.facts:
        parts = shown_sentences(item.text)
        for index, sentence in enumerate(parts):
            before = parts[index - 1] if index else ""
            low = sentence.lower()
            if sentence.endswith("?") or not holds_any(low, _SIGNAL_WORDS):
                continue
            places = _counts(sentence)
            if places:
                counts = frozenset(_count(sentence, place) for place in places)
                if any(counts <= other for other in seen):
                    continue
                seen.add(counts)
                yield from _card(page, item, sentence, [place for place, _ in places])
                continue
            yield from _terms(page, item, sentence, before)


def _card(
    page: Page, item: Item, sentence: str, places: list[tuple[int, int]]
) -> Iterator[FoundCard]:
    face = cut(sentence, places)
    if face is not None:
        yield cloze(page, item, RULE, face, sentence)


def _counts(sentence: str) -> list[tuple[tuple[int, int], str]]:
    """The numbers of a comparison and what they count; none where the sentence lists the things."""
    if not _SIGNALS.search(sentence) or _THAT_IS.search(sentence):
        return []
    if "instead of" in sentence.casefold():
        return []
    found = []
    for match in _COUNTED.finditer(sentence):
        following = re.findall(r"\w+", sentence[match.end() : match.end() + 40])[:2]
        noun = next((word for word in following if _NOUN.match(word.casefold())), "")
        if noun:
            place = (match.start(1), match.end(1))
            found.append((place, noun.casefold().rstrip("s")))
    phrases = [span for span in emphasised(sentence) if len(span.text.split()) > 1]
    if any(start < span.end and span.start < end for span in phrases for (start, end), _ in found):
        return []  # the phrase around the number is emphasised: it is asked whole
    if len(found) == 1 and not _ONLY.search(sentence) and "single" not in sentence.casefold():
        return []
    return found


def _count(sentence: str, place: tuple[tuple[int, int], str]) -> tuple[str, str]:
    """What is counted and the number: `("gate", "two")`."""
    (start, end), noun = place
    return noun, sentence[start:end].casefold()


def _terms(page: Page, item: Item, sentence: str, before: str) -> Iterator[FoundCard]:
    """The term by which two things differ."""
    if _SIGNALS.search(sentence):
        lacking = _LACKS.search(sentence)
        if lacking is not None and not _UNNAMED.match(sentence):
            yield from _card(page, item, sentence, [lacking.span(1)])
            return
        instead = _REPLACED.search(sentence)
        if instead is not None:
            yield from _instead(page, item, instead[0])
            return
        listed = _LISTED.search(sentence)
        if listed is not None:
            yield from _listed(page, item, sentence, before)
            return
        for span in emphasised(sentence):
            if " " in span.text and _BEGINS_COUNTING.match(plain(span.text)):
                yield from _card(page, item, sentence, [(span.start, span.end)])
                return
    only = _ONLY_THERE.search(sentence)
    named = _THAT_IS.search(sentence)
    if only is not None and named is not None and named.start() > only.start():
        yield from _card(page, item, sentence, [named.span(1)])


def _instead(page: Page, item: Item, clause: str) -> Iterator[FoundCard]:
    """`instead of a separate gate … we use a single update gate to …`"""
    used = _USES.search(clause)
    if used is None:
        return
    term = _PHRASE.match(clause, used.end())
    if term is None or len(term[1].split()) < 2:
        return
    shown = clause[0].upper() + clause[1:]
    yield from _card(page, item, shown, [term.span(1)])


def _listed(page: Page, item: Item, sentence: str, before: str) -> Iterator[FoundCard]:
    """`Whereas in GRU we have a Reset gate and Update gate.`, with the sentence that it answers."""
    shown = sentence
    if before and _ANSWERS.match(sentence):
        shown = f"{before} {sentence}"
    listed = _LISTED.search(shown, len(shown) - len(sentence))
    if listed is not None:
        yield from _card(page, item, shown, [listed.span(1), listed.span(2)])
