"""``tocsin deny``: a denial beside a fact."""

from __future__ import annotations

from tocsin.cli.held_options import Status
from tocsin.cli.reporting import reporting

EXAMPLES = ("tocsin deny kursk troop_deployment --source TASS --reason 'statement of the ministry'",)

deny = reporting(Status.denied, "Record a denial beside a fact; it deletes nothing.")
