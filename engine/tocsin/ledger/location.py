"""Where the ledger is, and who writes to it, when nobody says so."""

from __future__ import annotations

import getpass
import os
import socket

VARIABLE = "TOCSIN_LEDGER"
ANALYST = "TOCSIN_ANALYST"


def default_url() -> str:
    """The SQLAlchemy URL in ``TOCSIN_LEDGER``; without it, a SQLite file in the platform's folder for a user's data."""
    named = os.environ.get(VARIABLE)
    if named:
        return named
    from platformdirs import user_data_path

    return f"sqlite:///{user_data_path('tocsin', appauthor=False) / 'ledger.sqlite'}"


def default_analyst() -> str:
    """The name in ``TOCSIN_ANALYST``; without it, the user and the machine."""
    named = os.environ.get(ANALYST)
    if named:
        return named
    try:
        user = getpass.getuser()
    except (KeyError, OSError):  # a process may run under a number that no account has
        user = str(os.getuid()) if hasattr(os, "getuid") else "unknown"
    return f"{user}@{socket.gethostname()}"
