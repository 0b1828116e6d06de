"""The headings of markdown: `## Title`, perhaps closed by signs as it was opened."""

_BLANKS = (" ", "\t")


def heading(line: str) -> tuple[int, str] | None:
    """Level and title of a line that is a heading (CommonMark 4.2), None for any other."""
    title = line.lstrip("#")
    level = len(line) - len(title)
    if not 1 <= level <= 6 or title[:1] not in _BLANKS:
        return None
    title = title.strip(" \t")
    bare = title.rstrip("#")
    if bare != title and (not bare or bare[-1] in _BLANKS):
        title = bare.rstrip(" \t")
    return level, title
