"""One self-contained page of HTML: no network, no script; light and dark, narrow and wide, on paper too."""

from __future__ import annotations

from html import escape
from typing import Final

from tocsin.facts.reports import Qualifier
from tocsin.facts.written.unseen import seen

QUALIFIER_CLASSES: Final[dict[Qualifier, str]] = {
    "certain": "certain",
    "likely": "likely",
    "possible_strengthened": "strengthened",
    "possible": "possible",
}

_STYLE: Final = """
:root { color-scheme: light dark;
  --paper: #fdfdfb; --ink: #1c2126; --soft: #59636e; --line: #d9dde2; --tint: #f1f3f4;
  --certain: #12663f; --likely: #1558a6; --strengthened: #8a5300; --possible: #6b5b95; --alarm: #a8261b; }
@media (prefers-color-scheme: dark) { :root {
  --paper: #15181c; --ink: #e6e8ea; --soft: #a3adb8; --line: #353c44; --tint: #1f242a;
  --certain: #5fca95; --likely: #7db4f5; --strengthened: #e3a54a; --possible: #b7a5e0; --alarm: #f28b80; } }
@media print { :root { color-scheme: light;
  --paper: #fff; --ink: #000; --soft: #444; --line: #bbb; --tint: #f4f4f4;
  --certain: #12663f; --likely: #1558a6; --strengthened: #8a5300; --possible: #6b5b95; --alarm: #a8261b; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif; }
main { margin: 0 auto; padding: 1.5rem 1rem 3rem; }
h1 { font-size: 1.55rem; line-height: 1.2; margin: 0 0 .3rem; text-wrap: balance; }
h2 { font-size: 1.15rem; margin: 2rem 0 .6rem; padding-bottom: .2rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 1.2rem 0 .3rem; }
p { margin: .4rem 0; } ul, ol { margin: .3rem 0; padding-left: 1.3rem; } li { margin: .25rem 0; }
a { color: inherit; } code, .id { font: .82em/1.4 ui-monospace, "Liberation Mono", monospace; overflow-wrap: anywhere; }
.soft, .id { color: var(--soft); } .small { font-size: .88rem; }
.tag { display: inline-block; border: 1px solid currentColor; border-radius: .7em; padding: 0 .5em; font-size: .78rem;
  line-height: 1.45; white-space: nowrap; }
.certain { color: var(--certain); } .likely { color: var(--likely); border-style: double; border-width: 3px; }
.strengthened { color: var(--strengthened); border-style: dashed; }
.possible { color: var(--possible); border-style: dotted; }
.alarm { color: var(--alarm); }
"""


def text(plain: str) -> str:
    """The text, safe to stand between tags or within a quoted attribute, and shown as it is."""
    return escape(seen(plain, lines=True), quote=True)


def tag(qualifier: Qualifier, words: str) -> str:
    """The qualifier as a small label whose border tells it apart without colour."""
    return f'<span class="tag {QUALIFIER_CLASSES[qualifier]}">{text(words)}</span>'


def items(lines: list[str], ordered: bool = False) -> str:
    """Lines that are HTML already, as a list; nothing where there are none."""
    if not lines:
        return ""
    name = "ol" if ordered else "ul"
    return f"<{name}>" + "".join(f"<li>{line}</li>" for line in lines) + f"</{name}>"


def page(title: str, body: str, style: str = "") -> str:
    """The whole page; ``body`` and ``style`` are HTML and CSS, the title is plain text."""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{text(title)}</title>\n<style>{_STYLE}{style}</style>\n</head>\n<body>\n<main>\n{body}\n</main>\n"
        "</body>\n</html>\n"
    )
