"""S2: emphasised noun phrases inside an informative sentence."""

import re
from collections.abc import Iterator

from gruquiz.model import FoundCard
from gruquiz.suggesters.page import Page
from gruquiz.suggesters.phrasing import (
    Emphasis,
    cut,
    emphasised,
    given_away,
    is_label,
    plain,
    shown_sentences,
    telling_words,
)
from gruquiz.suggesters.suggestion import cloze
from gruquiz.syntaxes.cloze import HOLE

RULE = "emphasis"
_FEWEST_WORDS = 9
"""Words that must remain of a sentence with a single hole."""
AT_MOST = 2
"""Clozes per sentence."""

_NOT_NOUNS = re.compile(
    r"^(?:\w+ly|to|not|no|only|very|just|all|any|more|less|most|never|always|must|should|can|is|are"
    r"|be|how|what|why|when|where|which|do|does|if|dynamically|we|you|it|they|by|in|on|of|for|at"
    r"|with|as|and|or|but|actually|really)\b",
    re.IGNORECASE,
)
_VERBAL = re.compile(r"\b(?:is|are|was|were|has|have|will|can|cannot|does|do)\b", re.IGNORECASE)
_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|can|will|do|does|we|controls?|acts?|uses?|decides?|determines?"
    r"|combines?|retain|keeps?|allows?|takes?|gives?|gets?|makes?|computes?|\w+(?:ed|es|fies))\b",
    re.IGNORECASE,
)
_ANAPHORA = re.compile(
    r"^(?:it|this|that|these|those|they|some|such|here|there|another|hence|thus|so|then|both)\b",
    re.IGNORECASE,
)
_JOINED = re.compile(r"(?:\s*(?:\$[^$]+\$|\([^)]*\))?\s*(?:,\s*)?(?:and|or)\s+(?:the\s+|an?\s+)?)")


def suggest(page: Page) -> Iterator[FoundCard]:
    """At most two clozes per sentence; phrases joined by "and" are asked together."""
    for item in page.facts:
        if "*" not in item.text and "_" not in item.text:
            continue
        for shown in shown_sentences(item.text):
            if not emphasised(shown) or not _informs(shown):
                continue
            groups = _groups(shown)
            for group in groups[:AT_MOST]:
                face = cut(shown, [(span.start, span.end) for span in group])
                if face is None or len(plain(face.front.replace(HOLE, "")).split()) < _FEWEST_WORDS:
                    continue
                if not given_away(face.front, face.answers):
                    yield cloze(page, item, RULE, face, shown)


def _informs(sentence: str) -> bool:
    """Whether a sentence states something without its context."""
    words = plain(sentence).split()
    if sentence.endswith("?") or len(words) < 9 or _ANAPHORA.match(plain(sentence)):
        return False
    if re.search(r"\b(?:these|those) \w+s\b|\b(?:I|my|me|mine)\b", sentence):
        return False
    leading = emphasised(sentence)
    if leading and leading[0].start == 0 and is_label(leading[0].text):
        return False
    return _VERB.search(sentence) is not None


def _groups(sentence: str) -> list[list[Emphasis]]:
    """The phrases worth asking, those joined by "and" together."""
    leading = emphasised(sentence)
    spans = [span for span in leading if _is_phrase(sentence, span)]
    groups: list[list[Emphasis]] = []
    for span in spans:
        if groups and _JOINED.fullmatch(sentence, groups[-1][-1].end, span.start):
            groups[-1].append(span)
        else:
            groups.append([span])
    # A phrase joined to one that is not asked cannot be asked alone: half is given away.
    others = [span for span in leading if span not in spans]
    return [
        group
        for group in groups
        if len(group) <= 3
        and not any(
            _JOINED.fullmatch(sentence, other.end, group[0].start)
            or _JOINED.fullmatch(sentence, group[-1].end, other.start)
            for other in others
        )
    ]


def _is_phrase(sentence: str, span: Emphasis) -> bool:
    """A noun phrase of one to six words; a single word only where it is a name."""
    words = span.text.split()
    if not 1 <= len(words) <= 6 or span.text.rstrip()[-1:] in ":.!?":
        return False
    if sentence[span.end : span.end + 1] == ":" or "[[" in span.text or "](" in span.text:
        return False
    if _NOT_NOUNS.match(span.text) or _VERBAL.search(span.text):
        return False
    if span.start == 0 and re.match(
        r"\s*(?:is|are|acts?|controls?|decides?)\b", sentence[span.end :]
    ):
        return False  # a definition, which another rule asks
    if len(words) == 1:
        word = words[0].strip("“”\"'")
        return "-" in word or sum(letter.isupper() for letter in word) > 1
    if len(span.text) * 3 > len(sentence) * 2:
        return False
    return bool(telling_words(span.text)) or len(words) > 2
