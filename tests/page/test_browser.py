"""The page in a real browser, without a network: one load of the engine serves every test but the last."""

import functools
import http.server
import json
import threading
from pathlib import Path

import pytest

from tocsin.engine import Case, load_pack, pack_from_text
from tocsin.engine.case_file import case_data
from tocsin.page.folder import write_page

ROOT = Path(__file__).parents[2]
PATIENCE = 120_000
KURSK = Case.load(ROOT / "examples" / "kursk.yaml")
NIS = next(each.fact.id for each in KURSK.facts if "10900..11000" in str(each.fact))
SCRIPT = "<img src=x onerror=\"document.title='seen'\"><script>document.title='seen'</script>"


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Hands out files and says nothing."""

    def log_message(self, *_args):
        """Nothing is logged."""


class Site:
    """A folder on a static server of its own; ``asked`` are the hosts that a browser asked anything of."""

    def __init__(self, folder, browser, width=1440, **context):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{self.server.server_port}/"
        self.context = browser.new_context(viewport={"width": width, "height": 900}, accept_downloads=True, **context)
        self.asked: set[str] = set()
        self.context.on("request", lambda request: self.asked.add(request.url.split("/")[2]))
        self.faults = []

    def open(self, fragment="", ready=True):
        page = self.context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.goto(self.address + fragment)
        if ready:
            page.wait_for_selector("body[data-engine=ready][data-settled]")
        return page

    def close(self):
        self.context.close()
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture(scope="module")
def site(browser, runtime_folder, tmp_path_factory):
    folder = tmp_path_factory.mktemp("page")
    write_page(KURSK, folder, runtime_folder)
    made = Site(folder, browser)
    yield made
    made.close()


@pytest.fixture(scope="module")
def loaded(site):
    return site.open()


@pytest.fixture
def page(loaded):
    loaded.click("[data-show=facts-panel]")
    if loaded.is_enabled("#reset"):
        settling(loaded, lambda: loaded.click("#reset"))
    return loaded


def settling(page, act):
    """Do it, and wait until the page shows what follows."""
    before = int(page.get_attribute("body", "data-settled"))
    act()
    page.wait_for_selector(f"body[data-settled='{before + 1}']")


def digest(page):
    return page.inner_text("#digest").split(" · ")[-1]


def as_json(case):
    return json.dumps({"pack": case.pack.name, **case_data(case)})


def open_case(page, case):
    file = {"name": "c.json", "mimeType": "application/json", "buffer": as_json(case).encode()}
    settling(page, lambda: page.set_input_files("#case", file))


def shipped_cases(pack):
    for each in pack.cases:
        yield Case(pack, each.facts, name=each.name, assumptions=each.assumptions)


def test_a_figure_dragged_with_the_keyboard_across_the_threshold_takes_the_conclusion_away(page):
    page.click(f"[data-fact='{NIS}'] summary")
    slider = page.locator(f"[data-key='{NIS}-headcount-high']")
    slider.focus()
    settling(page, lambda: slider.press("Home"))

    assert page.locator("[data-key=statement-S17] .badge").inner_text().startswith("+")
    page.click("[data-show=changes-panel]")
    assert "More than 10,000 North Korean troops" in page.inner_text(".change.fell")
    page.click("[data-show=facts-panel]")


def test_a_link_carries_the_view_and_what_is_opened(page, site):
    settling(page, lambda: (page.fill("#add input", "un_authorisation(state=PRK)"), page.press("#add input", "Enter")))
    page.click("[data-key=statement-S25]")
    fragment = page.url.split("#")[1]

    assert "un_authorisation" in fragment
    assert "statement=S25" in fragment
    assert "S25" in page.inner_text("#inspected h3")


def test_a_conclusion_opens_its_derivations_as_a_tree_and_as_a_graph(page):
    page.click("[data-key=statement-S17]")
    page.click("#inspected .drawn button >> nth=1")
    page.wait_for_selector(".why .step")

    assert "ROK NIS" in page.text_content(".why")
    page.click("#inspected button:has-text('Graph')")
    boxes = page.locator(".graph .box")
    before = boxes.count()
    page.locator(".graph .box[aria-label$='(unfold)']").first.press("Enter")
    assert boxes.count() > before


def test_the_slider_replays_what_was_known(page):
    slider = page.locator("#moment")
    slider.focus()
    settling(page, lambda: slider.press("Home"))

    assert "As known on 2024-" in page.inner_text("#date")
    assert KURSK.assess(as_of=None, engine="seminaive").digest != digest(page)


def test_questions_are_answered_at_hand(page):
    page.click("[data-show=asking]")
    page.fill("#ask-form input", "highly_significant_development")
    page.click("#ask-form [value=flip]")
    page.wait_for_selector("#answer ol li")
    page.fill("#ask-form input", "position_eroded")
    page.click("#ask-form [value=why-not]")
    page.wait_for_selector("#answer pre")

    assert "nothing given or derived matches" in page.inner_text("#answer pre")


def test_a_case_file_and_a_brief_are_taken_away(page, tmp_path):
    with page.expect_download() as taken:
        page.click("[data-export=case]")
    taken.value.save_as(tmp_path / "case.yaml")
    with page.expect_download() as taken:
        page.click("[data-export=brief]")

    assert (
        KURSK.assess(engine="seminaive").digest == Case.load(tmp_path / "case.yaml").assess(engine="seminaive").digest
    )
    assert "Key judgements" in taken.value.path().read_text(encoding="utf-8")


def test_a_copy_that_is_not_the_document_is_refused_and_says_where(page):
    page.set_input_files("#copy", {"name": "mine.txt", "mimeType": "text/plain", "buffer": b"Another text."})
    page.wait_for_selector("#problem:not([hidden])")

    assert "mine.txt" in page.inner_text("#problem")


def test_what_cannot_be_read_is_told_and_changes_nothing(page):
    before = digest(page)
    settling(page, lambda: (page.fill("#add input", "troops("), page.press("#add input", "Enter")))

    assert "T2" in page.inner_text("#problem")
    assert before == digest(page)
    assert "view=" not in page.url


def test_script_in_every_text_does_nothing(page):
    fact = f"diplomatic_visit(visitor=RUS, host=PRK, level=minister, place={json.dumps(SCRIPT)}, date=2024-11-29)"
    settling(page, lambda: (page.fill("#add input", fact), page.press("#add input", "Enter")))
    page.locator("#facts summary").first.click()
    hostile = Case(KURSK.pack, [fact], name=SCRIPT)
    open_case(page, hostile)

    assert SCRIPT in page.inner_text("h1")
    assert (page.locator("main img, main script").count(), "seen" in page.title()) == (0, False)


def test_every_shipped_case_has_the_digest_of_the_shell(page, site):
    chronology = Case.load(ROOT / "examples" / "chronology.yaml")
    cases = [KURSK, chronology, *shipped_cases(KURSK.pack)]
    [worker] = page.workers
    asked = [json.dumps({"text": as_json(case), "name": "c"}) for case in cases]
    found = worker.evaluate("asked => asked.map((parts) => JSON.parse(self.answer('open', parts)).digest)", asked)

    assert [case.assess(engine="seminaive").digest for case in cases] == found
    assert ({site.address.split("/")[2]}, []) == (site.asked, site.faults)
    open_case(page, KURSK)


def test_it_stays_usable_narrow_and_dark(site):
    narrow = site.open(ready=False)
    narrow.emulate_media(color_scheme="dark")
    narrow.set_viewport_size({"width": 390, "height": 800})
    narrow.reload()
    narrow.wait_for_selector("body.live")
    narrow.click("[data-key=statement-S17]")
    narrow.wait_for_selector("#inspected h3")

    assert narrow.evaluate_handle("document.documentElement.scrollWidth").json_value() <= 390
    assert narrow.is_visible("#inspecting")
    narrow.close()


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_nothing_on_it_keeps_people_from_using_it(page, axe, colours):
    page.emulate_media(color_scheme=colours)
    page.click("[data-key=statement-S17]")
    page.click("#inspected .drawn button >> nth=1")
    page.wait_for_selector(".why .step")
    page.evaluate(axe)
    found = []
    for panel in ("facts-panel", "changes-panel", "asking"):
        page.click(f"[data-show={panel}]")
        told = page.evaluate("axe.run({resultTypes: ['violations']})")
        found += [(panel, each["id"], node["target"]) for each in told["violations"] for node in each["nodes"]]

    assert found == []


def test_without_scripts_the_whole_case_can_be_read(browser, site):
    plain = browser.new_context(java_script_enabled=False).new_page()
    plain.goto(site.address)

    assert "If more than 10,000 North Koreans fight" in plain.inner_text("#statements")
    assert plain.is_visible("noscript p") or "as it was rendered" in plain.inner_text("header")


def test_one_conclusion_is_told_as_one(browser, runtime_folder, tmp_path):
    pack = pack_from_text(
        "pack: one\ntypes: {road: {to: str}, way: {to: str}}\n"
        "rules: [{id: by, when: [{road: {to: $a}}], then: [{way: {to: $a}}]}]\n"
    )
    write_page(Case(pack, ["road(to=Bern)"]), tmp_path, runtime_folder)
    site = Site(tmp_path, browser)
    page = site.open()
    assert page.inner_text("#digest").startswith("1 conclusion · ")
    assert site.faults == []
    site.context.close()


def test_it_opens_again_without_any_server_and_another_pack_reasons_as_the_shell_does(
    browser, runtime_folder, tmp_path
):
    pack = load_pack("eu-cash-controls")
    case = next(shipped_cases(pack))
    write_page(case, tmp_path, runtime_folder)
    site = Site(tmp_path, browser)
    page = site.open(ready=False)
    page.evaluate_handle("navigator.serviceWorker.ready").dispose()
    page.close()
    site.server.shutdown()
    site.server.server_close()
    page = site.open()

    assert case.assess(engine="seminaive").digest == digest(page)
    assert site.faults == []
    site.context.close()
