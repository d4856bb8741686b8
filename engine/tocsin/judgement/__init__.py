"""From conclusions to a judgement: readings, assumptions, hypotheses, time, outcomes, and the brief.

>>> from tocsin.engine import Case, load_pack
>>> from tocsin.judgement import check_assumptions
>>> fact = "troop_deployment(sender=PRK, beneficiary=RUS, headcount=12000, role=combat)"
>>> case = Case(load_pack("russia-dprk"), [fact])
>>> check = next(c for c in check_assumptions(case).checks if c.id == "combat-role-means-fighting")
>>> "highly_significant_development" in {change.standing.type for change in check.of_kind("fell")}
True
"""

from tocsin.judgement.assumptions import AssumptionCheck, AssumptionsCheck, check_assumptions
from tocsin.judgement.backtest import Backtest, OutcomeResult, Tally, backtest
from tocsin.judgement.brief import brief
from tocsin.judgement.brief_parts import Brief
from tocsin.judgement.claim import ClaimCheck, check_claim
from tocsin.judgement.events import Event
from tocsin.judgement.hypotheses import HypothesesMatrix, weigh
from tocsin.judgement.readings import Parting, ReadingRow, ReadingTable, on_reading, read_all, reading_of
from tocsin.judgement.timeline import Moment, Span, Timeline, timeline
from tocsin.judgement.view import View
from tocsin.questions.differences.causes import Cause
from tocsin.questions.differences.changes import Change, Support
from tocsin.questions.differences.summary import Standing

__all__ = [
    "AssumptionCheck",
    "AssumptionsCheck",
    "Backtest",
    "Brief",
    "Cause",
    "Change",
    "ClaimCheck",
    "Event",
    "HypothesesMatrix",
    "Moment",
    "OutcomeResult",
    "Parting",
    "ReadingRow",
    "ReadingTable",
    "Span",
    "Standing",
    "Support",
    "Tally",
    "Timeline",
    "View",
    "backtest",
    "brief",
    "check_assumptions",
    "check_claim",
    "on_reading",
    "read_all",
    "reading_of",
    "timeline",
    "weigh",
]
