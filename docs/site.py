"""The documentation as a site of static files: ``python -m docs.site OUT [CASE]``.

The README is its first page, and the page of a case stands in it, to be tried, if one is given. What the pages link to
is copied beside them as it lies in the repository, so that a link which leads somewhere there leads to the same place
here; one that leads nowhere fails the build.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tocsin.engine import Case
from tocsin.page.folder import write_page

ROOT = Path(__file__).parents[1]
_CARRIED = ("docs", "examples", "benchmarks/README.md", "benchmarks/results", "CHANGELOG.md", "CONTRIBUTING.md")
_FOLDERS = ("docs/decisions", "tests/bad", "findings")
"""What pages link to as a folder: here each has a page that lists what lies in it."""
_TRIED = "try"
_LISTED = {".sh", ".yaml", ".json", ".csv"}
_PAGES = {
    "Home": "index.md",
    "Learn": ("tutorial", "facts", "rules", "tables", "questions", "explanations", "chronology"),
    "Use": ("commands", "embedding", "service", "assistants", "page", "ledger", "certificates", "bulk", "limits"),
    "Write rules": ("writing-rules", "testing-rules", "proving", "editors", "problems"),
    "Inside": ("architecture", "incremental", "decisions/index"),
}
_CONFIGURATION = """\
site_name: Tocsin
site_description: Rules that say what follows from dated, graded reports, and why
docs_dir: {source}
site_dir: {out}
theme: {{name: mkdocs, color_mode: auto, user_color_mode_toggle: true, highlightjs: false}}
use_directory_urls: false
validation: {{nav: {{omitted_files: ignore}}, links: {{anchors: warn, not_found: warn, unrecognized_links: warn}}}}
markdown_extensions:
  - tables
  - fenced_code
  - toc: {{permalink: true, slugify: !!python/object/apply:pymdownx.slugs.slugify {{kwds: {{case: lower}}}}}}
nav:
{nav}
"""


def build(out: Path, case: Path | None = None) -> None:
    """Writes the site into ``out``, with the page of a case.

    Raises CalledProcessError if a link leads nowhere, and ProblemError where the page of the case cannot be written.
    """
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "pages"
        _stage(source)
        if case is not None:
            (source / _TRIED).mkdir()
            (source / _TRIED / "index.html").touch()  # its place in the menu
        configuration = Path(folder) / "properdocs.yml"
        text = _CONFIGURATION.format(source=source, out=out.absolute(), nav=_navigation(source))
        configuration.write_text(text, encoding="utf-8")
        command = [sys.executable, "-m", "properdocs", "build", "--strict", "--quiet", "-f", str(configuration)]
        subprocess.run(command, check=True)
    if case is not None:
        shutil.rmtree(out / _TRIED)
        write_page(Case.load(case), out / _TRIED)


def _stage(source: Path) -> None:
    """Every page and what it links to, where links from page to page still hold."""
    for name in (*_CARRIED, *_FOLDERS):
        taken = ROOT / name
        if taken.is_dir():
            ignored = shutil.ignore_patterns("__pycache__", "node_modules", *(["*.py"] if name == "docs" else []))
            shutil.copytree(taken, source / name, ignore=ignored, dirs_exist_ok=True)
        else:
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(taken, source / name)
    shutil.copy(ROOT / "README.md", source / "index.md")
    for name in _FOLDERS:
        for folder in (source / name, *(path for path in (source / name).rglob("*") if path.is_dir())):
            _list(folder)
    for page in source.rglob("*.md"):
        page.write_text(_leading_to_pages(page), encoding="utf-8")


def _list(folder: Path) -> None:
    """A page of what lies in a folder, unless it has one."""
    readme = folder / "README.md"
    if readme.exists():
        readme.rename(folder / "index.md")
        return
    lines = [f"# {folder.name.capitalize()}", ""]
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            lines.append(f"- [{path.name}]({path.name}/index.md)")
        elif path.suffix == ".md":
            title = path.read_text(encoding="utf-8").split("\n", 1)[0].removeprefix("# ")
            lines.append(f"- [{title}]({path.name})")
        elif path.suffix in _LISTED:
            lines.append(f"- [{path.name}]({path.name})")
    (folder / "index.md").write_text("\n".join([*lines, ""]), encoding="utf-8")


def _leading_to_pages(page: Path) -> str:
    """The text of a page whose links to folders lead to the page of the folder."""

    def led(match: re.Match[str]) -> str:
        target = page.parent / match["to"]
        return f"]({match['to'].rstrip('/')}/index.md)" if (target / "index.md").is_file() else match[0]

    return re.sub(r"\]\((?P<to>[^):#]+)\)", led, page.read_text(encoding="utf-8"))


def _navigation(source: Path) -> str:
    lines = []
    for title, pages in _PAGES.items():
        if isinstance(pages, str):
            lines.append(f"  - {title}: {pages}")
            continue
        lines.append(f"  - {title}:")
        lines += [f"      - docs/{name}.md" for name in pages if (source / "docs" / f"{name}.md").is_file()]
    if (source / _TRIED).is_dir():
        lines.insert(1, f"  - Try it: {_TRIED}/index.html")
    return "\n".join(lines)


if __name__ == "__main__":
    build(*map(Path, sys.argv[1:3]))
