"""``tocsin retract``: a source takes its report back."""

from __future__ import annotations

from tocsin.cli.held_options import Status
from tocsin.cli.reporting import reporting

EXAMPLES = ("tocsin retract kursk troop_deployment --source 'ROK NIS' --reason 'withdrawn by the publisher'",)

retract = reporting(
    Status.retracted, "Take back what a source reported of a fact; without --source, what everybody did."
)
