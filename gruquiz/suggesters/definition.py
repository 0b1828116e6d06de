"""S1: a sentence that says what a term is or does; the term is hidden."""

import re
from collections.abc import Iterator

from gruquiz.model import Face, FoundCard, Kind
from gruquiz.suggesters.page import Item, Page
from gruquiz.suggesters.phrasing import (
    SHADE,
    Emphasis,
    cut,
    emphasised,
    given_away,
    is_label,
    plain,
    sentences,
    shown_sentences,
    telling_words,
    without_display,
)
from gruquiz.suggesters.suggestion import Suggestion, card, cloze

RULE = "definition"

_DOES = re.compile(
    r"\s*(?:\([^)]*\)\s*|\$[^$]+\$\s*|,[^,]{3,60},\s*)?"
    r"(?:is|are|was|were)\s+(?:responsible\b|used\s+(?:to|for|as)\b|defined\b|designed\b|known\s+as\b"
    r"|(?:an?|the|one)\s+\w+)"
    r"|\s*(?:\([^)]*\)\s*|\$[^$]+\$\s*)?(?:refers?\s+to|denotes?|means?|controls?|decides?|determines?"
    r"|describes?|measures?|consists?\s+of|acts?\s+(?:like|as)|allows?|computes?|combines?)\b"
)
"""What follows a term that is being defined."""
_VERBS = frozenset(
    (
        *("is", "are", "was", "were", "refers", "refer", "denotes", "denote", "means", "mean"),
        *("controls", "control", "decides", "decide", "determines", "determine", "describes"),
        *("describe", "measures", "measure", "consists", "consist", "acts", "act", "allows"),
        *("allow", "computes", "compute", "combines", "combine"),
    )
)
_WORDS = re.compile(r"[A-Za-z]+")
_LONGEST = 160
"""The verb must come within this many characters."""
_ASIDE = re.compile(r"\s*(?:\([^)]*\)|\$[^$]+\$|,[^,]{3,60},)\s*$")
_ARTICLE = re.compile(r"(?:the|an?)\s+", re.IGNORECASE)
_SUBJECT = re.compile(r"[\w-]+(?:\s[\w-]+){0,5}")
_FIRST_OF_SEVERAL = re.compile(r"the (?:first|second|next|last)\b", re.IGNORECASE)
_VAGUE = re.compile(
    r"^\s*(?:is|are|was|were)\s+(?:an?|the|one)\s+(?:\w+\s+)?(?:new|newer|newest|older|latest|only|same|type|kind|main|most|best"
    r"|other|first|second|last|next|following|above|example|reason|case|way|question|answer|fact)\b",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\b(?:also\s+)?(?:known|called|referred\s+to)(?:\s+as)?\s+(?:an?\s+|the\s+)?$", re.IGNORECASE
)
_ANAPHORA = re.compile(
    r"^(?:it|this|that|these|those|they|them|he|she|here|there|such|its|their|some|both|another|other"
    r"|likewise|similarly|hence|thus|therefore|then|now|so|also|later|again|as shown)\b",
    re.IGNORECASE,
)
_POINTS = re.compile(
    r"\b(?:these|those) \w+s?\b|\b(?:shown|given|described|listed|seen|mentioned) (?:below|above)\b"
    r"|\b(?:below|above)\b|\bthe following\b|\bfollowing \w+ components?\b",
    re.IGNORECASE,
)
_DOING = re.compile(
    r"\b(?:controls?|decides?|determines?|combines?|allows?|computes?|lets?|resets?|updates?|keeps?"
    r"|forgets?|selects?|scales?|adds?|removes?|stores?|carr(?:y|ies)|learns?|maps?|makes?|holds?"
    r"|produces?|measures?|acts?|helps?|uses?|prevents?|reduces?|gates?)\b"
)
_LEAD_LABEL = re.compile(r"[:：]\s*|\s+[—–-]\s+")


def suggest(page: Page) -> Iterator[FoundCard]:
    """Definitions in bullets with a bold term, of emphasised terms, of terms that a title names."""
    for item in page.facts:
        label = _label(item)
        if label is not None:
            yield from _labelled(page, item, *label)
            continue
        parts = sentences(item.text)
        for index, shown in enumerate(shown_sentences(item.text)):
            if shown.endswith("?") or len(shown.split()) < 6:
                continue
            span = _term(page, shown)
            if span is None:
                continue
            if _ANAPHORA.match(plain(shown)) or _POINTS.search(shown):
                continue
            if shown[: span.start].strip() and _NAMED.search(shown[: span.start]) and index:
                before = parts[index - 1]
                if _FIRST_OF_SEVERAL.match(shown):
                    span = Emphasis(
                        span.start + len(before) + 1, span.end + len(before) + 1, span.text
                    )
                    shown = f"{before} {shown}"
            face = cut(shown, [(span.start, span.end)])
            if face is not None:
                yield cloze(page, item, RULE, face, shown)


def _label(item: Item) -> tuple[Emphasis, str] | None:
    """The bold term at the start of a bullet, and the text after it."""
    spans = emphasised(item.text)
    if not spans or spans[0].start != 0 or not spans[0].strong:
        return None
    term = spans[0]
    inside = term.text.rstrip()
    rest = item.text[term.end :]
    sign = _LEAD_LABEL.match(rest)
    if sign is None and not inside.endswith(":"):
        return None
    body = without_display(rest[sign.end() if sign is not None else 0 :].strip())
    name = Emphasis(term.start, term.end, inside.rstrip(":").strip(), strong=True)
    return name, body


def _labelled(page: Page, item: Item, term: Emphasis, body: str) -> Iterator[FoundCard]:
    """Two cards of a bullet: the term hidden, and the question what it is or does."""
    name = plain(term.text)
    words = name.casefold().split()
    if not 1 <= len(words) <= 6 or is_label(name):
        return
    if len(re.findall(r"[^\W\d_]{2,}", body)) < 5 or not _says_something(body):
        return
    shown = f"**{name}**: {body}"
    face = cut(shown, [(0, len(name) + 4)])
    # "Update Gate: … controls the update behavior" gives its name away in other words.
    if face is not None and given_away(face.front, face.answers[:1]):
        face = _shaded(face, name)
    if face is not None:
        yield cloze(page, item, RULE, face, shown)
    asks = "does" if _DOING.search(body) else "is"
    plural = name.endswith("s") and not name.endswith("ss")
    verb = {"does": "do" if plural else "does", "is": "are" if plural else "is"}[asks]
    ending = " do" if asks == "does" else ""
    article = "" if name[:1].isupper() and len(words) == 1 else "the "
    front = f"{page.title} — what {verb} {article}**{name}**{ending}?"
    face = Face(front, body)
    suggested = Suggestion(Kind.QUESTION, face, plain(shown), "definition:reverse")
    yield card(page, item, RULE, suggested)


def _shaded(face: Face, name: str) -> Face | None:
    """The cloze with the first word of its term shaded too; None where another gives it away."""
    first, *others = telling_words(name)
    front = re.sub(rf"(?<!\w){re.escape(first)}(?!\w)", SHADE, face.front, flags=re.IGNORECASE)
    if others or given_away(front, face.answers):
        return None
    return Face(front, face.back, face.answers)


def _says_something(body: str) -> bool:
    """Whether a bullet's text is a statement, not a list of names."""
    return _DOING.search(body) is not None or bool(
        re.match(r"(?:an?|the|is|are)\s", body, re.IGNORECASE)
        or re.search(r"\b(?:is|are|has|have|that|which)\b", body)
    )


def _term(page: Page, sentence: str) -> Emphasis | None:
    """The term that a sentence defines; None where it defines none."""
    for span in emphasised(sentence):
        words = span.text.split()
        if not 1 <= len(words) <= 6 or is_label(span.text):
            continue
        if len(words) == 1 and len(span.text) < 4:
            continue
        before, after = sentence[: span.start], sentence[span.end :]
        if _NAMED.search(before, max(0, len(before) - 40)):
            return span
        opens = re.fullmatch(r"(?:the|an?)?\s*", before, re.IGNORECASE) is not None
        if opens and _DOES.match(after) and not _VAGUE.match(after):
            return span
        leads = re.fullmatch(r"in (?:an? |the )?", before, re.IGNORECASE) is not None
        if leads and span.strong and re.match(r",\s+(?:we|one|the)\s", after):
            return span
    return _unmarked(page, sentence) or _known_as(sentence)


def _unmarked(page: Page, sentence: str) -> Emphasis | None:
    """The subject of a defining sentence, if a title of the note names it."""
    if page.name_words.isdisjoint(sentence[:40].casefold().split()[:3]):
        return None
    # Most sentences have no such verb; comparing words first is fast.
    if _VERBS.isdisjoint(_WORDS.findall(sentence, 0, _LONGEST)):
        return None
    verbs = (word for word in _WORDS.finditer(sentence, 0, _LONGEST) if word[0] in _VERBS)
    subject = _ASIDE.sub("", sentence[: next(verbs).start()]).rstrip()
    article = _ARTICLE.match(subject)
    start = 0 if article is None else article.end()
    end = len(subject)
    subject, after = subject[start:], sentence[end:]
    if _SUBJECT.fullmatch(subject) is None or not _DOES.match(after) or _VAGUE.match(after):
        return None
    if subject.split()[0].casefold() in ("if", "when", "as", "in", "at"):
        return None
    names = [part.strip().casefold() for part in subject.replace(" or ", "\n").split("\n")]
    if not all(any(_names(bare, title, name) for bare, title in page.names) for name in names):
        return None
    if len(subject) < 3 or is_label(subject):
        return None
    return Emphasis(start, end, subject)


def _names(bare: str, title: str, name: str) -> bool:
    """Whether a title names a term: as a whole, or by its abbreviation in brackets."""
    if bare == name or f"({name})" in title:
        return True
    return " " in name and f" {name}" in f" {title}"


def _known_as(sentence: str) -> Emphasis | None:
    """`what is known as the candidate hidden state.`"""
    if "what is " not in sentence:
        return None
    found = re.search(
        r"\bwhat is (?:known as|called) (?:the |an? )?((?:[\w-]+ ){0,4}[\w-]+)(?=[.,;]|$)", sentence
    )
    return None if found is None else Emphasis(found.start(1), found.end(1), found[1])
