"""A list whose current row has a sign before it, for those who see no colours."""

from textual.content import Content
from textual.geometry import Region
from textual.strip import Strip
from textual.visual import Visual
from textual.widgets import OptionList

SIGN = "›"


class RowList(OptionList):
    """Rows to move among; the sign stands in the margin, so that no text is shifted by it."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """As every list's, with the sign in the first column of the current row."""
        strips = super().render_lines(crop)
        if self.highlighted is None or crop.x or not self.styles.padding.left:
            return strips
        # Where a row stands is known to Textual alone, by a private name: the tests of the lists
        # fail should a new version call it otherwise.
        line = self._index_to_line.get(self.highlighted, -1)
        place = line - self.scroll_offset.y - crop.y
        if 0 <= place < len(strips):
            style = self.get_visual_style("option-list--option")
            sign = Visual.to_strips(self, Content(SIGN), 1, 1, style)
            strips[place] = Strip.join([*sign, strips[place].crop(1)])
        return strips
