"""A small world for judgements: storms that are sighted, may strike, and are denied."""

import datetime as dt
from textwrap import dedent

from tocsin.engine import Case, load_pack

PACK = """
pack: storms
version: 1.0.0
types:
  sighting: {place: str, force: quantity}
  calm: {place: str}
  radar: {place: str}
  storm: {place: str}
  damage: {place: str}
  repair: {place: str}
  alarm: {place: str}
  landfall: {place: str}
  wreck: {place: str}
assumptions:
  - {id: sightings-count, text: A sighting is a storm, class: caveated, default: on}
  - {id: calm-excuses, text: Calm excuses from the alarm, class: solid, default: on}
  - {id: repairs-follow, text: Repairs follow damage, class: unsupported, default: off}
rules:
  - id: sighting-is-storm
    assumes: [sightings-count]
    when:
      - sighting: {place: $p, force: $f}
      - $f >= 8
    then: [storm: {place: $p}]
    reads: "There is a storm at {p}."
  - id: radar-is-storm
    when: [radar: {place: $p}]
    then: [storm: {place: $p}]
    reads: "Radar shows a storm at {p}."
  - id: storm-brings-damage
    when: [storm: {place: $p}]
    qualifier: likely
    then: [damage: {place: $p}]
    reads: "The storm would likely damage {p}."
  - id: damage-brings-repair
    assumes: [repairs-follow]
    when: [damage: {place: $p}]
    qualifier: possible
    then: [repair: {place: $p}]
    reads: "{p} could be repaired."
  - id: storm-raises-alarm
    assumes: [calm-excuses]
    when: [storm: {place: $p}]
    unless: [calm: {place: $p}]
    then: [alarm: {place: $p}]
    reads: "There is an alarm at {p}."
  - id: storm-raises-alarm-anyway
    when: [storm: {place: $p}, radar: {place: $p}]
    then: [alarm: {place: $p}]
    qualifier: possible
    reads: "There could be an alarm at {p}."
readings:
  - {id: instruments-only, text: Only radar shows a storm, without: [sightings-count]}
  - {id: hopeful, text: What is broken is repaired, assume: [repairs-follow]}
hypotheses:
  - id: sky
    question: What is the sky up to?
    hypotheses: [{id: stormy, text: It storms}, {id: still, text: It is still}]
    evidence:
      - {id: seen, text: A storm was seen, pattern: {sighting: {}}, ratings: {stormy: C, still: II}}
      - {id: quiet, text: It is calm, pattern: {calm: {}}, ratings: {stormy: I, still: CC}, weight: 3}
      - {id: any-sky, text: There is a storm at a place that is calm, patterns: [storm: {place: $p}, calm: {place: $p}],
         ratings: {stormy: N, still: N}}
      - {id: shown, text: Radar shows it, pattern: {radar: {}}, ratings: {stormy: CC, still: II}}
outcomes:
  - id: damaged
    text: The storm made landfall
    of: {damage: {place: $p}}
    observed: [landfall: {place: $p}, wreck: {place: $p}]
  - {id: alarmed, text: Calm came, of: {alarm: {place: $p}}, observed: [calm: {place: $p}], result: partly}
"""


def storms(tmp_path):
    path = tmp_path / "pack.yaml"
    path.write_text(dedent(PACK), encoding="utf-8")
    return load_pack(path)


def case(tmp_path, facts):
    path = tmp_path / "case.yaml"
    path.write_text("case: gale\npack: pack.yaml\nfacts:\n" + dedent(facts), encoding="utf-8")
    return Case.load(path, storms(tmp_path))


YEAR = """
- sighting: {place: Skagen, force: 8..10}
  source: {publisher: Harbour, date: 2024-01-10}
  grade: B2
- radar: {place: Skagen}
  source: {publisher: Met, date: 2024-01-12}
  grade: A1
  valid_to: 2024-01-20
- calm: {place: Skagen}
  source: {publisher: Pilot, date: 2024-01-15}
- sighting: {place: Skagen, force: 8..10}
  source: {publisher: Harbour, date: 2024-02-01}
  status: retracted
- landfall: {place: Skagen}
  source: {publisher: Town, date: 2024-01-13}
"""


def day(text):
    return dt.date.fromisoformat(text)
