"""How the engine's properties are tried: no deadline, since a busy machine is no failure."""

from hypothesis import settings

settings.register_profile("engine", deadline=None)
settings.load_profile("engine")
