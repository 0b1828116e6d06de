"""A list whose current row has a sign before it, for those who see no colours."""

from textual.content import Content
from textual.geometry import Region
from textual.strip import Strip
from textual.visual import Visual
from textual.widgets import OptionList

from gruquiz.tui.textual_private import line_of_option

SIGN = "›"


class RowList(OptionList):
    """Rows to move among; the sign stands in the margin, so that no text is shifted by it.

    Rows that depend on the width are drawn in `draw_rows`, which asks `row_width` for it.
    """

    _drawn_width = 0

    def draw_rows(self) -> None:
        """Draw the rows anew, the cursor staying where it is; nothing where they fit any width."""

    def row_width(self) -> int:
        """The cells of a row, for which the rows are being drawn now."""
        self._drawn_width = self.scrollable_content_region.width
        if not self._drawn_width:  # its place is not known yet, though its size may be
            self.call_after_refresh(self.on_resize)
        return max(16, self._drawn_width - 1)

    def on_resize(self) -> None:
        """Draw the rows for another width."""
        if self.scrollable_content_region.width not in (0, self._drawn_width):
            self.draw_rows()

    def render_lines(self, crop: Region) -> list[Strip]:
        """As every list's, with the sign in the first column of the current row."""
        strips = super().render_lines(crop)
        if self.highlighted is None or crop.x or not self.styles.padding.left:
            return strips
        line = line_of_option(self, self.highlighted)
        place = line - self.scroll_offset.y - crop.y
        if 0 <= place < len(strips):
            style = self.get_visual_style("option-list--option")
            sign = Visual.to_strips(self, Content(SIGN), 1, 1, style)
            strips[place] = Strip.join([*sign, strips[place].crop(1)])
        return strips
