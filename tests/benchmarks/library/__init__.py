"""The library beside Anki's own core, at every size of `--cards`: a family a file."""
