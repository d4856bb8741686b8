"""A page that the service hands out: what its reader asserts is recorded, and never over what somebody else wrote."""

import socket
import threading
from contextlib import contextmanager
from pathlib import Path

import pytest

from tocsin.engine import Case
from tocsin.ledger import Ledger, PackText
from tocsin.ledger.recorded import assertion
from tocsin.page.folder import write_page
from tocsin.service.tokens import Tokens

uvicorn = pytest.importorskip("uvicorn")
ROOT = Path(__file__).parents[2]
KURSK = Case.load(ROOT / "examples" / "kursk.yaml")
TYPED = "sanctions_regime(imposed_by=KOR, target=PRK)"
READY = "body[data-engine=ready][data-settled]"


@pytest.fixture(scope="module")
def ledger(tmp_path_factory):
    """A ledger with the case in it."""
    with Ledger(f"sqlite:///{tmp_path_factory.mktemp('ledger') / 'ledger.sqlite'}") as ledger:
        ledger.new_case("kursk", PackText.read("russia-dprk"), facts=KURSK.facts, as_of=KURSK.as_of, by="ana")
        ledger.new_case("Курск", PackText.read("russia-dprk"), by="ana")
        ledger.new_case("cash", PackText.read("eu-cash-controls"), by="ana")
        yield ledger


@pytest.fixture(scope="module")
def tokens(tmp_path_factory):
    return Tokens(tmp_path_factory.mktemp("tokens") / "tokens.json")


@pytest.fixture(scope="module")
def address(ledger, tokens, runtime_folder, tmp_path_factory):
    """Where a service of the ledger hands out the page."""
    from tocsin.service.http.app import application

    folder = tmp_path_factory.mktemp("page")
    write_page(KURSK, folder, runtime_folder)
    listening = socket.create_server(("127.0.0.1", 0))
    settings = uvicorn.Config(application(ledger, tokens, page=folder), log_level="error", timeout_graceful_shutdown=5)
    server = uvicorn.Server(settings)
    serving = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    serving.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}/page/"
    server.should_exit = True
    serving.join(30)


@pytest.fixture(scope="module")
def page(browser, address):
    made = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    made.set_default_timeout(120_000)
    made.goto(address)
    made.wait_for_selector(READY)
    return made


def facts(ledger):
    held = ledger.case("kursk")
    return {str(given.fact): given for given in held.opened().case.facts}


def add(page, text):
    page.click("[data-show=facts-panel]")
    page.fill("#add input", text)
    page.press("#add input", "Enter")
    page.click("[data-show=recording]")
    page.wait_for_selector(f"#unrecorded code:has-text('{text}')")


def test_what_a_reader_asserts_is_recorded_and_not_over_what_somebody_else_wrote(page, ledger):
    page.click("[data-show=recording]")
    page.wait_for_selector("#ledger-case option", state="attached")
    page.select_option("#ledger-case", "kursk")
    page.click("#hold button")
    page.wait_for_selector("#held:has-text('kursk')")
    add(page, TYPED)
    page.fill("#publisher", "Ministry")
    page.fill("#published", "2024-11-20")
    page.fill("#grade", "B2")

    page.click("#record [value=try]")
    page.wait_for_selector("#recorded:has-text('Nothing is recorded yet')")
    assert TYPED not in facts(ledger)

    theirs = "un_authorisation(state=RUS)"
    [fact] = Case(KURSK.pack, [theirs]).facts
    ledger.case("kursk").append([assertion(fact)], by="ben")
    page.click("#record [value=assert]")
    page.wait_for_selector("#recorded [role=alert]")
    assert "Somebody has written" in page.inner_text("#recorded")
    assert TYPED not in facts(ledger)

    page.click("#recorded button")
    page.wait_for_selector(f"#recorded code:has-text('{theirs}')")
    page.click("#record [value=assert]")
    page.wait_for_selector("#recorded:has-text('Recorded in kursk')")
    [report] = facts(ledger)[TYPED].reports
    assert (report.source.publisher, report.grade, theirs in facts(ledger)) == ("Ministry", "B2", True)
    page.wait_for_selector("#unrecorded:has-text('nothing')")
    assert "view=" not in page.url


@contextmanager
def cut(page, ending, passed):
    """What is asked of an address with that ending gets no answer meanwhile; if it is ``passed``, it arrives."""
    script = """([ending, passed]) => {
      window.real = window.fetch;
      window.fetch = async (url, asked) => {
        if (!String(url).endsWith(ending)) return real(url, asked);
        if (passed) await real(url, asked);
        throw new TypeError("cut");
      };
    }"""
    page.evaluate(script, [ending, passed])
    yield
    page.evaluate("() => { window.fetch = window.real; }")


def test_what_no_answer_came_of_is_in_doubt_and_recorded_once_when_it_is_sent_again(page, ledger):
    said = "sanctions_regime(imposed_by=JPN, target=PRK)"
    add(page, said)
    with cut(page, "facts", passed=True):
        page.click("#record [value=assert]")
        page.wait_for_selector("#recorded [role=alert]:has-text('not known')")
    assert len(facts(ledger)[said].reports) == 1

    page.click("#record [value=assert]")
    page.wait_for_selector("#recorded:has-text('Recorded in kursk')")
    assert len(facts(ledger)[said].reports) == 1
    page.wait_for_selector("#unrecorded:has-text('nothing')")


def test_what_was_recorded_is_told_though_the_case_cannot_be_read_after_it(page, ledger):
    said = "sanctions_regime(imposed_by=AUS, target=PRK)"
    add(page, said)
    with cut(page, "export", passed=False):
        page.click("#record [value=assert]")
        page.wait_for_selector("#recorded [role=alert]:has-text('could not be read again')")

    assert "Recorded in kursk" in page.inner_text("#recorded")
    assert (said in facts(ledger), page.is_disabled("#record [value=assert]")) == (True, True)
    page.click("#hold button")
    page.wait_for_selector("#held:has-text('kursk, as the ledger has it')")


def test_nobodys_reports_are_taken_back_by_a_source_that_is_not_named(page, ledger):
    page.click("[data-show=facts-panel]")
    page.fill("#filter", "AUS")
    page.click("#facts summary")
    page.click("#facts button:has-text('Switch off')")
    page.click("[data-show=recording]")
    page.fill("#publisher", " ")
    page.click("#unrecorded button:has-text('takes it back')")
    page.wait_for_selector("#recorded [role=alert]:has-text('Name who reports it')")

    assert [each.status for each in facts(ledger)["sanctions_regime(imposed_by=AUS, target=PRK)"].reports] == [
        "reported"
    ]
    page.fill("#publisher", "Ministry")


def test_nothing_is_recorded_in_the_ledgers_case_while_another_stands_on_the_page(page):
    page.set_input_files("#case", str(ROOT / "examples" / "kursk.yaml"))
    page.wait_for_selector("#held:has-text('not opened from the ledger')")
    add(page, "un_authorisation(state=IRN)")

    assert page.is_disabled("#record [value=assert]")
    page.click("#hold button")
    page.wait_for_selector("#held:has-text('kursk, as the ledger has it')")


def test_a_case_of_another_pack_is_refused_and_the_one_before_stays(page):
    page.select_option("#ledger-case", "cash")
    page.click("#hold button")
    page.wait_for_selector("#recorded [role=alert]:has-text('eu-cash-controls')")
    assert "kursk, as the ledger has it" in page.inner_text("#held")

    page.select_option("#ledger-case", "Курск")
    page.click("#hold button")
    page.wait_for_selector("#held:has-text('Курск, as the ledger has it')")
    page.select_option("#ledger-case", "kursk")
    page.click("#hold button")
    page.wait_for_selector("#held:has-text('kursk, as the ledger has it')")


def test_nothing_keeps_people_from_recording(page, axe):
    page.click("[data-show=recording]")
    page.evaluate(axe)
    told = page.evaluate("axe.run({resultTypes: ['violations']})")

    assert [(each["id"], node["target"]) for each in told["violations"] for node in each["nodes"]] == []


def test_what_the_service_refuses_is_told_where_it_was_asked_for(page, tokens):
    tokens.new("ana", "reader", ["kursk"], days=1)
    add(page, "un_authorisation(state=IRN)")
    page.click("#record [value=assert]")
    page.wait_for_selector("#recorded [role=alert]:has-text('enter yours beside the case')")

    assert "IRN" in page.inner_text("#unrecorded")


def test_from_any_other_host_there_is_nothing_to_record_in(address, browser, tmp_path, runtime_folder):
    page = browser.new_context().new_page()
    page.route("**/state.json", lambda route: route.fulfill(json=route.fetch().json()))
    page.goto(address)
    page.wait_for_selector("body.live")

    assert not page.is_visible("[data-show=recording]")
