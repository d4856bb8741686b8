"""Two facts whose short ids are one, found by trying 2^24 of them, and a pack that counts them and tells them apart."""

PACK = """\
pack: meeting
types:
  unit: {name: str}
  hostile: {name: str}
  strength: {units: int}
rules:
  - {id: each, when: [unit: {name: $n}], then: [hostile: {name: $n}]}
  - {id: all, when: [{count: true, over: [unit: {name: $x}], as: $c}], then: [strength: {units: $c}]}
"""
NAMES = ("u10347202", "u10751393")
FACTS = tuple(f"unit(name={name})" for name in NAMES)
SHORT = "1f742fef9682"
LONGER = {"1f742fef96820b601ed260c5", "1f742fef96825afd411219dd"}
