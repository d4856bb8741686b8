"""Prove: the smallest facts with which rules come to something, or that within a bound there are none.

>>> from tocsin.rules.shipped import load_pack
>>> from tocsin.proving import verify_never, witness
>>> pack = load_pack("eu-cash-controls")
>>> found = witness(pack, "held-for-30-days-at-most")
>>> len(found.facts)
1
>>> verify_never(pack, "must_declare(crossing=$where, euros=$sum) and $sum < 10_000", facts=2).is_none
False

Needs clingo: the extra ``prove``. Every witness is derived by both engines, and comes with a certificate.
"""

from tocsin.proving.bound import MOST_FACTS, Bound
from tocsin.proving.verify import verify_implies, verify_never, verify_same
from tocsin.proving.witness import Found, witness

__all__ = ["MOST_FACTS", "Bound", "Found", "verify_implies", "verify_never", "verify_same", "witness"]
