"""Several machines without a server: each writes a file of its own in a folder that any tool keeps
the same everywhere, and joins those of the others."""

from gruquiz.devices.folder import Joined, Skipped, Synced, sync
from gruquiz.devices.meeting import Met, is_alone, meet, said, settled

__all__ = ["Joined", "Met", "Skipped", "Synced", "is_alone", "meet", "said", "settled", "sync"]
