"""The documentation builds as a site in which every link leads somewhere and nothing is asked of another host."""

import re
from pathlib import Path

import pytest
from docs.site import ROOT, build


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site")
    build(out)  # a link that leads nowhere ends the build
    return out


def test_every_page_of_the_documentation_stands_in_it_and_in_its_menu(site: Path) -> None:
    menu = (site / "index.html").read_text(encoding="utf-8")
    pages = [path.stem for path in (ROOT / "docs").glob("*.md")]
    assert [name for name in pages if f'href="docs/{name}.html"' not in menu] == []
    assert [name for name in pages if not (site / "docs" / f"{name}.html").is_file()] == []


def test_a_folder_that_is_linked_has_a_page_that_lists_it(site: Path) -> None:
    decisions = (site / "docs" / "decisions" / "index.html").read_text(encoding="utf-8")
    assert [
        p.stem for p in (ROOT / "docs" / "decisions").glob("*.md") if f'href="{p.stem}.html"' not in decisions
    ] == []


def test_no_page_loads_anything_from_another_host(site: Path) -> None:
    loads = re.compile(r"<(?:script|link|img|iframe)[^>]+(?:src|href)=\"(?:https?:)?//[^\"]*")
    found = [match[0] for page in site.rglob("*.html") for match in loads.finditer(page.read_text(encoding="utf-8"))]
    assert found == []
