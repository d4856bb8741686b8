"""Keep: cases in a database, every change and assessment on an append-only, tamper-evident ledger.

Names are imported on first use (PEP 562), because SQLAlchemy costs start-up time that a command which does not touch a
ledger must not pay.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.facts.first_use import on_first_use

if TYPE_CHECKING:
    from tocsin.ledger.assessments import Record
    from tocsin.ledger.codes import CODES
    from tocsin.ledger.entry import FACT_KINDS, KINDS, Draft, Entry, Kind
    from tocsin.ledger.heads import Head, Proof, head_of, proof_of
    from tocsin.ledger.ledger import Ledger, Listed
    from tocsin.ledger.ledger_case import HeldCase
    from tocsin.ledger.live import LiveSession, Step
    from tocsin.ledger.packs import PackText, Pin
    from tocsin.ledger.record_change import Change, Overtaken, change, changed_by
    from tocsin.ledger.requests import Done, Repeated, Request
    from tocsin.ledger.session import Session
    from tocsin.ledger.state import CaseState

__getattr__, __dir__ = on_first_use(
    __name__,
    {
        "assessments": ("Record",),
        "record_change": ("Change", "Overtaken", "change", "changed_by"),
        "requests": ("Done", "Repeated", "Request"),
        "codes": ("CODES",),
        "entry": ("FACT_KINDS", "KINDS", "Draft", "Entry", "Kind"),
        "heads": ("Head", "Proof", "head_of", "proof_of"),
        "ledger_case": ("HeldCase",),
        "ledger": ("Ledger", "Listed"),
        "live": ("LiveSession", "Step"),
        "packs": ("PackText", "Pin"),
        "session": ("Session",),
        "state": ("CaseState",),
    },
)

__all__ = [
    "CODES",
    "FACT_KINDS",
    "KINDS",
    "CaseState",
    "Change",
    "Done",
    "Draft",
    "Entry",
    "Head",
    "HeldCase",
    "Kind",
    "Ledger",
    "Listed",
    "LiveSession",
    "Overtaken",
    "PackText",
    "Pin",
    "Proof",
    "Record",
    "Repeated",
    "Request",
    "Session",
    "Step",
    "change",
    "changed_by",
    "head_of",
    "proof_of",
]
