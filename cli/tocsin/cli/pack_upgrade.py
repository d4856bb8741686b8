"""``tocsin pack upgrade``: the present version of the pack that a case has."""

from __future__ import annotations

from tocsin.cli.held_options import ByOption, DryRunOption, HeldArgument, ReasonOption
from tocsin.cli.options import JsonOption
from tocsin.cli.pack_pin import pin_pack

EXAMPLES = ("tocsin pack upgrade kursk --dry-run",)


def upgrade(
    case: HeldArgument,
    *,
    by: ByOption = None,
    reason: ReasonOption = None,
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Pin the shipped pack of the same name as it now is, and show what changes."""
    pin_pack(case, None, by=by, reason=reason, dry_run=dry_run, as_json=as_json)
