"""The picture of a pack in a real browser: sections open and close, and lanes light up, without a script."""

import shutil

import pytest

from tocsin.authoring import RuleGraph
from tocsin.authoring.graph_svg import folded_svg
from tocsin.rules.shipped import load_pack

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Debian's chromium is not installed")

FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
SHOWN = (
    "[...document.querySelectorAll('.view,.folded')].filter(e => getComputedStyle(e).display != 'none').map(e => e.id)"
)
DIMMED = "[...document.querySelectorAll('#section-1 .lane')].filter(e => getComputedStyle(e).opacity < 1).length"


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    path = tmp_path_factory.mktemp("graph") / "rules.svg"
    path.write_text(folded_svg(RuleGraph(load_pack("eu-cash-controls"))), encoding="utf-8")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page()
        page.goto(path.as_uri())
        yield page
        browser.close()


def height(page):
    return page.evaluate("document.documentElement.getBoundingClientRect().height")


def test_a_section_opens_by_a_click_and_closes_again(page):
    folded = height(page)
    assert page.evaluate(SHOWN) == [""]

    page.click('a[href="#section-1"] text')
    assert page.evaluate(SHOWN) == ["section-1"]
    assert height(page) > folded

    page.click("#section-1 a text")
    assert (page.evaluate(SHOWN), height(page)) == ([""], folded)


def test_lanes_that_a_row_does_not_touch_are_dimmed_over_it(page):
    page.click('a[href="#section-1"] text')
    lanes = page.evaluate("document.querySelectorAll('#section-1 .lane').length")
    page.mouse.move(1, 1)
    assert page.evaluate(DIMMED) == 0

    page.hover("#section-1 .row.fact >> nth=0")
    assert page.evaluate(DIMMED) == lanes - 1
