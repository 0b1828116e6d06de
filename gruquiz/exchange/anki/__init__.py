"""Anki's packages, read: the container, the collection in it, its templates, its HTML."""
