"""The page as it is before any script runs: the whole case, readable where no engine can run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from tocsin.explain.voices.page import items, tag, text

POLICY: Final = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; img-src 'self'; "
    "worker-src 'self' blob:; base-uri 'none'; form-action 'none'"
)
"""Our own files, and WebAssembly, which Pyodide is; a worker of a blob has the policy of the page that made it."""
_PANELS: Final = (
    ("statements-panel", "Document"),
    ("inspecting", "Why"),
    ("facts-panel", "Facts"),
    ("changes-panel", "Changes"),
    ("assuming", "Assumptions"),
    ("asking", "Ask"),
    ("recording", "Record"),
)
_WAITS: Final = "not concluded"


def page(opening: Mapping[str, Any]) -> str:
    """The whole ``index.html``; ``opening`` is the answer of a session to ``opening``."""
    heading = opening["heading"]
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{text(heading["case"])}: a living document</title>
<link rel="stylesheet" href="page.css">
<link rel="icon" href="icon.svg" type="image/svg+xml">
<script type="module" src="main.js"></script>
</head>
<body>
<header>
<div class="top"><h1>{text(heading["case"])}</h1>
<span class="soft">{_about(heading)}</span></div>
{_TOOLS.replace("{hidden}", "" if opening["statements"] else " hidden")}
<p id="problem" class="alarm" role="alert" hidden></p>
</header>
<nav aria-label="Panels">{"".join(_button(name, words) for name, words in _PANELS)}</nav>
<main>
<section class="panel" id="statements-panel" aria-label="Document">{_TEXT if opening["statements"] else _NO_TEXT}
<div id="statements">{_document(opening)}</div></section>
{_LIVE}
<section class="panel" id="facts-panel" aria-label="Facts"><h2>The facts</h2>
{_ADDING}
<div id="facts">{items([text(fact["fact"]) for fact in opening["facts"]])}</div></section>
</main>
</body>
</html>
"""


def _about(heading: Mapping[str, Any]) -> str:
    pack, date = heading["pack"], heading["as_of"]
    return text(
        " · ".join((heading["title"], f"{pack['name']} {pack['version']}", *([f"as of {date}"] if date else [])))
    )


def _button(name: str, words: str) -> str:
    count = ' <span id="changed-count"></span>' if name == "changes-panel" else ""
    hidden = " hidden" if name == "recording" else ""  # until a service says that it keeps a ledger
    return f'<button type="button" data-show="{name}" aria-pressed="false"{hidden}>{words}{count}</button>'


def _document(opening: Mapping[str, Any]) -> str:
    if not opening["statements"]:
        return items([_conclusion(each) for each in opening["conclusions"]["shown"]])
    known = {each["id"]: each for each in opening["conclusions"]["shown"]}
    return items([_statement(each, known, opening["silent"]) for each in opening["statements"]])


def _statement(statement: Mapping[str, Any], known: Mapping[str, Any], silent: Mapping[str, Any]) -> str:
    if statement["qualifier"] is not None:
        drawn = items([_conclusion(known[each]) for each in statement["conclusions"] if each in known])
        label = tag(statement["qualifier"], statement["words"])
    else:
        lacks: Iterable[Mapping[str, Any]] = silent.get(statement["id"], ())
        drawn = items([text(f"{r['label']}: {r['says']}") for lack in lacks for r in lack["reasons"]])
        label = f'<span class="tag none">{_WAITS if statement["rules"] else "not encoded"}</span>'
    return f"{text(statement['id'])} {label} {text(statement['paraphrase'])}{drawn}"


def _conclusion(conclusion: Mapping[str, Any]) -> str:
    return f"{tag(conclusion['qualifier'], conclusion['words'])} {text(conclusion['reads'])}"


_TEXT: Final = """<h2>The document</h2>
<p class="soft">Each statement in our own words, lit by how it stands under the facts.</p>"""
_NO_TEXT: Final = """<h2>What follows</h2>
<p class="soft">The pack encodes no text; here are its conclusions.</p>"""
_TOOLS: Final = """<noscript><p class="soft">Without scripts this is the case as it was rendered: readable, and
nothing can be changed. Opened from a folder, browsers run no engine either; any static server does:
<code>python -m http.server --directory FOLDER</code>.</p></noscript>
<div class="needs-script">
<p id="status" class="soft" role="status">The case as it was rendered.</p>
<progress id="progress" max="1" value="0" aria-label="Loading the engine"></progress>
<div id="time"><label for="moment">What was known when</label>
<input id="moment" type="range" data-needs-engine disabled>
<output id="date" for="moment"></output><div id="events"></div></div>
<div class="row actions"><button type="button" id="reset" disabled>As it was given</button>
<label class="file"{hidden}>Open my copy of the document<input type="file" id="copy"
accept=".txt,.md,text/plain"></label>
<label class="file">Open a case file<input type="file" id="case" accept=".yaml,.yml,.json" data-needs-engine
disabled></label>
<button type="button" id="link">Copy link</button>
<button type="button" data-export="case" data-needs-engine disabled>Case file</button>
<button type="button" data-export="brief" data-needs-engine disabled>Brief</button>
<button type="button" data-export="certificate" data-needs-engine disabled>Certificate</button></div>
<p id="copy-said" class="soft"></p><p id="digest"></p></div>"""
_LIVE: Final = """<section class="panel needs-script" id="inspecting" aria-label="Why"><h2>Why</h2>
<div id="inspected" aria-live="polite"></div></section>
<section class="panel needs-script" id="changes-panel" aria-label="Changes"><h2>What is otherwise</h2>
<div id="changes" aria-live="polite"></div></section>
<section class="panel needs-script" id="assuming" aria-label="Assumptions"><h2>Readings and assumptions</h2>
<div id="assumptions"></div><button type="button" id="compare" data-needs-engine disabled>Readings side by side</button>
<div id="compared" aria-live="polite"></div></section>
<section class="panel needs-script" id="asking" aria-label="Ask"><h2>Ask of a fact</h2>
<form id="ask-form" class="row"><input type="text" aria-label="A fact, a type, or an id" size="30"
placeholder="type(field=value, …)"><button value="why-not" data-needs-engine disabled>Why not?</button>
<button value="flip" data-needs-engine disabled>What would change it?</button></form>
<div id="answer" aria-live="polite"></div></section>
<section class="panel needs-script" id="recording" aria-label="Record" hidden><h2>On the ledger</h2>
<p class="soft" id="held">What you do is recorded nowhere.</p>
<form id="hold" class="row"><label>Case <select id="ledger-case"></select></label>
<label>Token, where one is asked for <input type="password" id="token" autocomplete="off" size="12"></label>
<button data-needs-engine disabled>Open it</button></form>
<div id="unrecorded"></div>
<form id="record"><div class="row"><label>Who reports it <input id="publisher" required></label>
<label>On which day <input id="published" placeholder="2024-11-20" size="11"></label>
<label>Grade <input id="grade" placeholder="B2" size="3"></label></div>
<div class="row"><label>Why it is recorded <input id="reason" size="30"></label>
<label><input type="checkbox" id="new-source"> A source not named before is meant</label></div>
<div class="row"><button value="try" disabled>What would it change?</button>
<button value="assert" disabled>Assert</button></div></form>
<div id="recorded" aria-live="polite"></div></section>"""
_ADDING: Final = """<div class="needs-script"><form id="add"><input type="text" list="offers" aria-label="Add a fact"
placeholder="type(field=value, …)" autocomplete="off"><datalist id="offers"></datalist>
<button data-needs-engine disabled>Add</button></form>
<div class="row"><input type="search" id="filter" aria-label="Show facts with"
placeholder="show facts with …"></div></div>"""
