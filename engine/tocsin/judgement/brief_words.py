"""What every voice of a brief says in the same words: its date, its makers, its traces."""

from __future__ import annotations

from tocsin.facts.counting import listed
from tocsin.judgement.brief_parts import Brief, Line


def date_line(brief: Brief) -> str:
    """The case and the time it is judged at."""
    when = "At no particular date" if brief.as_of is None else f"As of {brief.as_of}, as known by {brief.known_by}"
    return f"{when}. Case {brief.case}."


def made_by(brief: Brief) -> str:
    """What the brief was made from and by which engines."""
    engines = listed(brief.engines)
    agreed = f"the engines {engines} agree on" if len(brief.engines) > 1 else f"the engine {engines} made"
    return (
        f"Made by Tocsin with the rules of {brief.pack} {brief.version}; {agreed} the assessment {brief.digest[:19]}. "
        "The rules say what follows from the reports; they do not vouch for the reports."
    )


def traced(line: Line) -> str:
    """The ids that a line can be traced to."""
    return "; ".join(line.trace)
