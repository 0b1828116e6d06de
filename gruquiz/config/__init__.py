"""What the learner has set, and where the program's files lie."""

from gruquiz.config.loader import config_from, read_config
from gruquiz.config.places import (
    bundled_decks,
    config_path,
    device_name,
    is_overwritten,
    library_path,
    log_path,
    name_device,
)
from gruquiz.config.privacy import close_to_others
from gruquiz.config.saver import write_config
from gruquiz.config.settings import Config, sync_folder
from gruquiz.model import DeckOptions

__all__ = [
    "Config",
    "DeckOptions",
    "bundled_decks",
    "close_to_others",
    "config_from",
    "config_path",
    "device_name",
    "is_overwritten",
    "library_path",
    "log_path",
    "name_device",
    "read_config",
    "sync_folder",
    "write_config",
]
