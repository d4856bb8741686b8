"""The log of a service: a line of JSON for each request, on standard error; never what a fact, or an answer, says."""

from __future__ import annotations

import logging
import sys
from typing import Final

from tocsin.facts.json_values import canonical_json
from tocsin.facts.written.unseen import seen

LOGGER: Final = logging.getLogger("tocsin.service")


def to_standard_error() -> None:
    """From now on each line goes to standard error, as it is."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s"))
    LOGGER.addHandler(handler)
    LOGGER.setLevel(logging.INFO)
    LOGGER.propagate = False


def log(event: str, **fields: object) -> None:
    """A line is logged: what happened, when (UTC), and these fields."""
    import datetime as dt

    moment = dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")
    LOGGER.info(seen(canonical_json({"at": moment, "event": event, **fields})))
