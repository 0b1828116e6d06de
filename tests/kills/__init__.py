"""The program killed at random, over everything that writes: `python -m tests.kills 1000`.

After each kill every grade that was acknowledged is in the library, or in the copy that `restore`
put aside, and `check` finds nothing. A small part of it runs in the suite (`test_killed*`,
`test_restore`); this is for as many kills as one has time for.
"""
