"""Modules that are loaded while the app runs, perhaps by several threads."""

from importlib import import_module
from threading import RLock
from types import ModuleType

_LOADING = RLock()
"""Of two threads of which one imports a package and the other a part of it, Python lets one see it
half loaded, since each would wait for the other (`importlib._bootstrap._DeadlockError`)."""


def load_module(name: str) -> ModuleType:
    """A module, imported now if it was not, while no other thread imports by this function."""
    with _LOADING:
        return import_module(name)
