"""A sweep as one self-contained page: conclusions down, uncertain facts across, and how often each decides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from tocsin.cli import sweep_words
from tocsin.cli.words import counted
from tocsin.explain.voices.page import items, page, text

if TYPE_CHECKING:
    from tocsin.questions.worlds.result import Influence, Sweep, SweptConclusion

_STYLE = """
main { max-width: 80rem; }
.scroll { overflow-x: auto; margin: .8rem 0; } .scroll:focus-visible { outline: 2px solid; }
table { border-collapse: collapse; font-size: .86rem; }
th { font-weight: 600; text-align: left; vertical-align: bottom; padding: .2rem .45rem; }
td { padding: .25rem .45rem; border-top: 1px solid var(--tint); vertical-align: top; }
td.says { min-width: 18rem; max-width: 34rem; overflow-wrap: anywhere; }
td.count { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
td.cell, th.cell { text-align: center; width: 2.3rem; min-width: 2.3rem; padding: .25rem .1rem; }
td.cell { border: 1px solid var(--paper); position: relative; background: var(--tint); }
td.cell .heat { position: absolute; inset: 0; } .heat.for, .key.for { background: var(--likely) !important; }
.heat.against, .key.against { background: var(--alarm) !important; }
td.cell a { position: relative; display: block; min-height: 1.4rem; font-size: .8rem; font-weight: 700;
  text-decoration: none; }
td.cell a:focus-visible { outline: 2px solid var(--ink); outline-offset: -2px; }
td.cell a:hover::after, td.cell a:focus::after { content: attr(aria-label); position: absolute; z-index: 2; right: 0;
  top: 100%; width: max-content; max-width: 15rem; padding: .3rem .5rem; text-align: left; font-weight: 400;
  background: var(--paper); color: var(--ink); border: 1px solid var(--line); border-radius: .3rem; }
td.cell .number { display: none; }
.facts ol { padding-left: 1.9rem; }
.facts li { scroll-margin-top: 1rem; } .facts li:target, .facts li :target { background: var(--tint); }
.share { display: block; height: .35rem; background: var(--tint); margin-top: .2rem; min-width: 6rem; }
.share i { display: block; height: 100%; background: var(--soft); }
.facts li { overflow-wrap: anywhere; }
.legend { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; font-size: .86rem; margin: .6rem 0; }
.legend .key { display: inline-block; width: 1.1rem; height: 1.1rem; vertical-align: -.2rem; margin-right: .35rem;
  text-align: center; line-height: 1.1rem; font-size: .8rem; font-weight: 700; background: var(--tint); }
.mark { display: inline-block; }
@media (max-width: 55rem) {
  .scroll { overflow: visible; } table, tbody { display: block; } thead { display: none; }
  tr { display: grid; grid-template-columns: repeat(auto-fill, minmax(2.6rem, 1fr)); gap: 2px; padding: .7rem 0;
    border-top: 1px solid var(--line); }
  td { border: 0; padding: 0; } td.says, td.count { grid-column: 1 / -1; max-width: none; min-width: 0; }
  td.count { text-align: left; white-space: normal; }
  td.count::before { content: attr(data-of) " "; color: var(--soft); } td.none { display: none; }
  td.cell, td.cell a { width: auto; min-width: 0; } td.cell { padding: .15rem; min-height: 2.5rem; }
  td.cell .number { display: block; position: relative; font-size: .72rem; font-weight: 400; color: var(--soft); }
  td.cell a .number { color: inherit; }
  td.cell a:hover::after, td.cell a:focus::after { position: fixed; inset: auto 1rem 1rem; width: auto;
    max-width: none; } }
@media print { .scroll { overflow: visible; } td.cell .heat, .share i { print-color-adjust: exact; } }
"""
_MARKS = (
    ("needed", "●", "holds only with it"),
    ("enough", "◆", "holds always with it"),
    ("barred", "✕", "holds only without it"),
    ("enough_absent", "◇", "holds always without it"),
)
_FIRMNESS = "±"


def to_html(sweep: Sweep) -> str:
    """The page of a sweep."""
    labels = {fact.id: str(number) for number, fact in enumerate(sweep.uncertain, 1)}
    shown = sweep_words.varying(sweep)
    parts = [
        f"<h1>{text(sweep.case)}: what uncertain facts decide</h1>",
        f'<p class="soft">{text(_about(sweep))}</p>',
        f"<p>{text(sweep_words.of_worlds(sweep))}</p>",
        f"<p>{text(sweep_words.PRIORS)}</p>" if sweep.has_priors else "",
        "<h2>The uncertain facts</h2>",
        f'<div class="facts small">{_facts(sweep)}</div>',
        f"<h2>{text(_count(sweep, shown))}</h2>",
    ]
    if shown:
        parts += [_legend(), _table(sweep, shown, labels)]
    steady = [text(conclusion.reads) for conclusion in sweep_words.steady(sweep)]
    if steady:
        title = f"{counted(len(steady), 'conclusion')} in every world, always as firmly"
        parts.append(f"<details><summary>{title}</summary>{items(steady)}</details>")
    return page(f"{sweep.case}: sweep", "".join(parts), _STYLE)


def _about(sweep: Sweep) -> str:
    facts = counted(len(sweep.uncertain), "uncertain fact")
    when = "" if sweep.as_of is None else f" As of {sweep.as_of}, known by {sweep.known_by}."
    return f"{facts}, {counted(sweep.worlds, 'world')}; by the rules {sweep.pack} {sweep.version}.{when}"


def _count(sweep: Sweep, shown: list[SweptConclusion]) -> str:
    return f"{len(shown):,} of {counted(len(sweep.conclusions), 'conclusion')} depend on them"


def _facts(sweep: Sweep) -> str:
    told = [_fact(number, fact.text, fact.id, fact.prior) for number, fact in enumerate(sweep.uncertain, 1)]
    return items(told, ordered=True)


def _fact(number: int, fact: str, identity: str, prior: float | None) -> str:
    chance = "" if prior is None else f" <b>prior {prior:g}</b>"
    return f'<span id="u{number}">{text(fact)}</span>{chance} <span class="id">{identity}</span>'


def _legend() -> str:
    parts = [f'<span class="mark"><span class="key">{mark}</span>{text(told)}</span>' for _, mark, told in _MARKS]
    told = "how firmly it holds depends on it"
    parts.append(f'<span class="mark"><span class="key">{_FIRMNESS}</span>{told}</span>')
    for name, told in (("for", "brings it about"), ("against", "takes it away")):
        full = f"{told}: the fuller the colour, the more pairs of worlds it tips"
        parts.append(f'<span class="mark"><span class="key {name}"></span>{full}</span>')
    return f'<div class="legend">{"".join(parts)}</div>'


def _table(sweep: Sweep, shown: list[SweptConclusion], labels: Mapping[str, str]) -> str:
    heads = "".join(
        f'<th class="cell" scope="col"><a href="#u{number}" title="{text(fact.text)}">{number}</a></th>'
        for fact, number in ((fact, labels[fact.id]) for fact in sweep.uncertain)
    )
    chance = "<th>probability if independent; bounds</th>" if sweep.has_priors else ""
    rows = "".join(_row(conclusion, sweep, labels) for conclusion in shown)
    return (
        '<div class="scroll" tabindex="0" role="region" aria-label="conclusions and what decides them">'
        f"<table><thead><tr><th>conclusion</th><th>worlds of {sweep.worlds:,}</th>{chance}{heads}"
        f"</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _row(conclusion: SweptConclusion, sweep: Sweep, labels: Mapping[str, str]) -> str:
    by_fact = {influence.fact: influence for influence in conclusion.influences}
    remark = "" if conclusion.derived else ' <span class="soft">(not in the case as it stands)</span>'
    firmness = text(sweep_words.firmness(conclusion))
    if not conclusion.one_wording:
        remark += f'<div class="soft small">{text(sweep_words.AS_A_FACT + conclusion.text)}</div>'
    told = f'<div class="soft small">{firmness} <span class="id">{conclusion.id}</span></div>'
    width = 100 * conclusion.worlds / sweep.worlds
    count = f'{conclusion.worlds:,}<span class="share"><i style="width:{width:.2f}%"></i></span>'
    chance = ""
    if conclusion.probability is not None:
        found = conclusion.probability
        bounds = f"{sweep_words.number(found.low)} to {sweep_words.number(found.high)}"
        bounds = bounds if conclusion.influences else "in any case"
        inexact = "" if found.exact else " (or narrower)"
        odds = f"{sweep_words.number(found.independent)}<br>{bounds}{inexact}"
        chance = f'<td class="count" data-of="probability if independent; bounds:">{odds}</td>'
    cells = "".join(
        _cell(by_fact.get(fact.id), fact.id in conclusion.firmness, sweep.worlds // 2, labels[fact.id])
        for fact in sweep.uncertain
    )
    says = f'<td class="says">{text(conclusion.reads)}{remark}{told}</td>'
    told = f'<td class="count" data-of="worlds of {sweep.worlds:,}:">{count}</td>'
    return f"<tr>{says}{told}{chance}{cells}</tr>"


def _cell(influence: Influence | None, firms: bool, pairs: int, label: str) -> str:
    number = f'<span class="number">{label}</span>'
    if influence is None and firms:
        return _marked(label, "", f"{number}{_FIRMNESS}", f"{label}: how firmly it holds depends on it")
    if influence is None:
        return f'<td class="cell none" title="{label}: has no part"></td>'
    marks = "".join(mark for name, mark, _ in _MARKS if getattr(influence, name)) + _FIRMNESS * firms
    heat = "".join(_heat(influence, pairs))
    told = [
        f"{label}: brings it about in {influence.raises:,}, takes it away in {influence.lowers:,} of {pairs:,} pairs"
    ]
    told += [said for name, _, said in _MARKS if getattr(influence, name)]
    told += ["how firmly it holds depends on it"] * firms
    return _marked(label, heat, f"{number}{marks}", "; ".join(told))


def _marked(label: str, heat: str, shown: str, told: str) -> str:
    """A cell that says in words what it shows, to whoever points at it, comes to it by keyboard, or hears it read."""
    return f'<td class="cell">{heat}<a href="#u{label}" aria-label="{text(told)}">{shown}</a></td>'


def _heat(influence: Influence, pairs: int) -> Iterator[str]:
    """Colour by how many pairs of worlds are decided, by its square root so that small parts can be seen."""
    for name, count in (("for", influence.raises), ("against", influence.lowers)):
        if count:
            yield f'<span class="heat {name}" style="opacity:{0.12 + 0.6 * (count / pairs) ** 0.5:.2f}"></span>'
