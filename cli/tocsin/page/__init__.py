"""The living document: a page of static files that reasons in the browser, with the engine itself.

>>> from tocsin.engine import Case, load_pack
>>> from tocsin.page import Session
>>> fact = "troop_deployment(sender=PRK, beneficiary=RUS, headcount=12000, role=combat)"
>>> session = Session(Case(load_pack("russia-dprk"), [fact]))
>>> {s["id"]: s["state"] for s in session.answer("state", {})["statements"]}["S17"]
'follows'
"""

from tocsin.page.session import Session
from tocsin.page.view import PageView

__all__ = ["PageView", "Session"]
