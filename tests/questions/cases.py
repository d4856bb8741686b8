"""Random cases to ask questions of: a program of few facts, and its assessment."""

from dataclasses import replace

from hypothesis import strategies as st

from tests.programs import programs
from tocsin.engine import Case, load_pack

MOST = 12


@st.composite
def small_programs(draw, most=MOST, reported=True):
    """A program of up to so many facts."""
    program = draw(programs(reported))
    return replace(program, facts=program.facts[:most])


def assessed(program):
    """What follows, by seminaive alone."""
    return program.case().assess(engine="seminaive")


SUMS = """
pack: sums
types:
  damage: {holder: str, value: quantity}
  loss: {holder: str, value: quantity}
  total: {holder: str, amount: quantity}
  beyond: {holder: str}
rules:
  - id: damage-is-loss
    when: [{damage: {holder: $h, value: $v}}]
    then: [{loss: {holder: $h, value: $v}}]
  - id: total
    when: [{sum: $v, over: [{loss: {holder: $h, value: $v}}], by: [$h], as: $t}]
    then: [{total: {holder: $h, amount: $t}}]
  - id: beyond
    when: [{total: {holder: $h, amount: $t}}, $t > 100]
    then: [{beyond: {holder: $h}}]
"""


def losses(folder):
    """A case of two losses of one holder, whose sum may pass a threshold."""
    (folder / "pack.yaml").write_text(SUMS, encoding="utf-8")
    return Case(load_pack(folder / "pack.yaml"), ["damage(holder=A, value=40..60)", "damage(holder=A, value=50)"])


SHARES = """
pack: shares
types: {bad: {who: str}, holds: {who: str, firm: str, percent: {kind: quantity, at_least: 0}}, treated: {who: str}}
rules:
  - {id: bad, when: [bad: {who: $w}], then: [treated: {who: $w}], reads: "{w} is bad."}
  - id: held
    when:
      - {sum: $p, over: [treated: {who: $w}, holds: {who: $w, firm: $f, percent: $p}], by: [$f], as: $held}
      - $held >= 50
    then: [treated: {who: $f}]
    reads: "{f} is held to {held} percent."
"""
