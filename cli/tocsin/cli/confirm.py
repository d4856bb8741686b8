"""``tocsin confirm``: another report behind a fact."""

from __future__ import annotations

from tocsin.cli.held_options import Status
from tocsin.cli.reporting import reporting

EXAMPLES = ("tocsin confirm kursk troop_deployment --source Yonhap --grade A1 --reason 'a second source'",)

confirm = reporting(Status.confirmed, "Confirm a fact: a further source stands behind it.")
