"""SQL of several statements, carried out within the transaction of a migration."""

import sqlite3


def statements(script: str) -> list[str]:
    """The statements of a script; `executescript` would commit the migration's transaction."""
    statements, open_ = [], ""
    for line in script.splitlines(keepends=True):
        open_ += line
        if sqlite3.complete_statement(open_):
            statements.append(open_.strip())
            open_ = ""
    return statements
