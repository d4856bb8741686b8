"""Every judgement of a small world, word for word. ``UPDATE_GOLDEN=1 pytest tests/judgement`` renews them."""

import json
import os
from pathlib import Path

import pytest

from tests.judgement.world import PACK, YEAR, day
from tocsin.engine import Case, load_pack, rete
from tocsin.judgement import View, backtest, brief, check_assumptions, read_all, timeline, weigh
from tocsin.judgement.brief_markdown import to_markdown
from tocsin.judgement.brief_page import to_html
from tocsin.judgement.timeline_page import to_html as to_page

GOLDEN = Path(__file__).parent / "golden"
MORE = """
tensions:
  - {id: quiet-storm, text: A storm is seen where it is calm, between: [storm: {place: $p}, calm: {place: $p}]}
"""
EARLIER_AND_LATER = """
- sighting: {place: Anholt, force: 7..9}
  source: {publisher: Ferry, title: Log book, date: 2023-11-02}
  grade: C3
- sighting: {place: Anholt, force: 7..9}
  source: {publisher: Harbour, date: 2023-11-05}
  status: denied
- sighting: {place: Anholt, force: 9}
  source: {publisher: Buoy, date: 2024-03-01}
  valid_from: 2024-03-02
  valid_to: 2024-04-15
  grade: A2
- sighting: {place: Skagen, force: 11}
- calm: {place: Anholt}
  source: {publisher: Pilot, date: 2024-03-10}
  status: assumed
- wreck: {place: Anholt}
  source: {publisher: Town, date: 2024-03-20}
  status: confirmed
  grade: B1
- radar: {place: Hirtshals}
  source: {publisher: Met, date: 2024-03-21}
"""


@pytest.fixture(scope="module")
def gale(tmp_path_factory) -> Case:
    folder = tmp_path_factory.mktemp("gale")
    (folder / "pack.yaml").write_text(PACK + MORE, encoding="utf-8")
    facts = "case: gale\npack: pack.yaml\nfacts:" + YEAR.rstrip("\n") + EARLIER_AND_LATER
    (folder / "case.yaml").write_text(facts, encoding="utf-8")
    return Case.load(folder / "case.yaml", load_pack(folder / "pack.yaml"))


def data(found) -> str:
    return json.dumps(found.to_json(), indent=1, ensure_ascii=False) + "\n"


AUTUMN = View(as_of=day("2023-11-06"))
WINTER, SPRING = View(as_of=day("2024-01-16")), View(as_of=day("2024-03-21"))
TOLD = {
    "brief.md": lambda case: to_markdown(brief(case, view=WINTER), trace=True),
    "brief.html": lambda case: to_html(brief(case, view=WINTER), trace=True),
    "brief.json": lambda case: data(brief(case, view=WINTER)),
    "brief_since.md": lambda case: to_markdown(brief(case, since=day("2024-01-11"), view=SPRING)),
    "brief_denied.md": lambda case: to_markdown(brief(case, since=day("2023-11-01"), view=AUTUMN)),
    "brief_hopeful.md": lambda case: to_markdown(brief(case, view=View(assume=("repairs-follow",)))),
    "timeline.json": lambda case: data(timeline(case)),
    "timeline.html": lambda case: to_page(timeline(case), case.pack),
    "timeline_weeks.html": lambda case: to_page(
        timeline(case, begin=day("2024-01-05"), end=day("2024-02-10")), case.pack
    ),
    "readings.json": lambda case: data(read_all(case, SPRING)),
    "assumptions.json": lambda case: data(check_assumptions(case, SPRING)),
    "hypotheses.json": lambda case: data(weigh(case, view=SPRING)[0]),
    "backtest.json": lambda case: data(backtest(case)),
}


@pytest.mark.skipif(not rete.available(), reason="a judgement names the engines that agree on it")
@pytest.mark.parametrize("name", TOLD)
def test_every_judgement_is_as_it_was_read_and_approved(gale, name):
    actual = TOLD[name](gale)
    if os.environ.get("UPDATE_GOLDEN"):
        (GOLDEN / name).write_text(actual, encoding="utf-8")
    assert (GOLDEN / name).read_text(encoding="utf-8") == actual


def test_every_approved_judgement_is_made():
    assert {path.name for path in GOLDEN.iterdir()} == set(TOLD)
