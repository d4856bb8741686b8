"""One small case in a ledger, for every test of this room: roads, and what can be reached by them."""

import json

from tocsin.ledger import PackText

PACK = """\
pack: roads
version: 1.0.0
types:
  edge: {source: int, target: int}
  reach: {source: int, target: int}
rules:
  - {id: by-one-road, when: [edge: {source: $a, target: $b}], then: [reach: {source: $a, target: $b}]}
  - id: by-more-roads
    when: [reach: {source: $a, target: $b}, edge: {source: $b, target: $c}]
    then: [reach: {source: $a, target: $c}]
    qualifier: QUALIFIER
"""


def pack_text(qualifier="certain"):
    return PackText(json.dumps({"roads.yaml": PACK.replace("QUALIFIER", qualifier)}))


def edge(source, target):
    return f"edge(source={source}, target={target})"


def small_case(ledger, name="roads", by="ana", count=3):
    """A case with a pack and ``count`` roads, one after the other."""
    held = ledger.new_case(name, pack_text(), by=by)
    for number in range(count):
        with held.session(by=by, reason=f"road {number}") as session:
            session.assert_fact(edge(number, number + 1))
    return held
