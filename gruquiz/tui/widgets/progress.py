"""How far: a bar of one line."""

from textual.content import Content


def progress(done: int, total: int, width: int = 20) -> Content:
    """A bar with its figures behind it; only figures where there is nothing to do."""
    if total <= 0:
        return Content("")
    full = min(width, round(done / total * width))
    return Content.assemble(
        ("━" * full, "$accent"), ("─" * (width - full), "$rule"), f"  {done} of {total}"
    )
