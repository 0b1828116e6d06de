"""Reads Anki's packages: the container, its collection, templates and HTML."""
