"""Several machines without a server: each writes files of its own, segments, in a folder that any
tool keeps the same everywhere, and merges those of the others."""

from gruquiz.devices.folder import sync_with_folder
from gruquiz.devices.folder_sync import FolderSync, JoinedFile, SkippedFile
from gruquiz.devices.sync import (
    SyncReport,
    check_folder,
    describe_merge,
    has_nothing_to_sync,
    sync_library,
)

__all__ = [
    "FolderSync",
    "JoinedFile",
    "SkippedFile",
    "SyncReport",
    "check_folder",
    "describe_merge",
    "has_nothing_to_sync",
    "sync_library",
    "sync_with_folder",
]
