"""Notes as text: files read into `Note`s, and their lines cut into `Block`s.

No card syntax is known here.
"""

from gruquiz.notes.blocks import blocks
from gruquiz.notes.headings import heading
from gruquiz.notes.reader import MAX_BYTES, note_of, read_note
from gruquiz.notes.tags import TAG, is_tag

__all__ = ["MAX_BYTES", "TAG", "blocks", "heading", "is_tag", "note_of", "read_note"]
