"""Certificates: a conclusion with all that it rests on, in a form that a small, separate program can check.

>>> from tocsin.engine import Case, load_pack
>>> from tocsin.proof import certify, read_certificate, verify
>>> fact = "troop_deployment(sender=PRK, beneficiary=RUS, headcount=12000, role=combat)"
>>> text = certify(Case(load_pack("russia-dprk"), [fact]).assess(engine="seminaive"))
>>> verify(read_certificate(text))
>>> verify(read_certificate(text.replace("12000", "9000")))
Traceback (most recent call last):
...
tocsin.proof.checker.Refused: the digest is not that of the content
"""

from tocsin.proof.certify import certify
from tocsin.proof.checker import Refused
from tocsin.proof.reading import Unreadable, read_certificate
from tocsin.proof.surroundings import verify

__all__ = ["Refused", "Unreadable", "certify", "read_certificate", "verify"]
