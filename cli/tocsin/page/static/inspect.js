// What a reader opened: a statement with its rules and what they conclude, or one conclusion with its derivations.

import { label } from "./document.js";
import { counted, fill, h, tag } from "./dom.js";
import { drawGraph } from "./graph.js";
import { tree } from "./why.js";

let asked = 0;

export async function inspect(state, sentences, store, engine, complain) {
  const now = ++asked;
  const open = store.open;
  if (!open) {
    fill("inspected", h("p", { class: "soft" }, "Choose a statement to see its rules, what follows by them, and why."));
    return;
  }
  const stale = () => now !== asked;
  try {
    await (open.statement ? showStatement(open.statement, state, sentences, store, engine, stale) : showFact(open.fact, state, store, engine, stale));
  } catch (error) {
    if (!stale()) fill("inspected", h("p", { class: "alarm" }, error.message));
  }
}

async function showStatement(id, state, sentences, store, engine, stale) {
  const statement = state.statements.find((each) => each.id === id);
  if (!statement) return fill("inspected", h("p", {}, `The pack has no statement ${id}.`));
  const known = new Map(state.conclusions.shown.map((each) => [each.id, each]));
  const parts = [
    h("h3", { tabindex: "-1" }, `${id} `, label(statement, state.silent)),
    h("p", { class: "sentence" }, sentences?.[id] ?? statement.paraphrase),
    sentences?.[id] ? null : h("p", { class: "soft" }, "Our paraphrase. Open your own copy of the document to read the sentence."),
    statement.at_most === "follows" ? null : h("p", { class: "soft" }, `Its wording carries no more than: ${statement.at_most}.`),
  ];
  if (statement.conclusions.length) {
    const one = (found) => h("li", {}, tag(known.get(found)?.qualifier, known.get(found)?.words ?? "follows"), h("button", { type: "button", class: "link", onclick: () => store.show({ fact: found }) }, known.get(found)?.reads ?? found));
    parts.push(h("h4", {}, `What follows by it (${statement.firing} of ${counted(statement.rules.length, "rule")})`), h("ul", { class: "drawn" }, statement.conclusions.map(one)));
  }
  fill("inspected", parts);
  if (!engine.ready) return waiting(engine);
  const { rules } = await engine.ask("rules", { rules: statement.rules });
  if (stale()) return;
  const told = statement.rules.length ? rules.map((each) => rule(each, store)) : h("p", { class: "soft" }, statement.framing ? "It only frames others; there is nothing in it to encode." : "No rule encodes it.");
  document.getElementById("inspected").append(h("h4", {}, "Its rules"), ...[told].flat());
}

function waiting(engine) {
  document.getElementById("inspected").append(h("p", { class: "soft" }, "Rules and derivations come when the engine has loaded."));
}

function rule(each, store) {
  const block = (title, lines) => (lines.length ? [h("dt", {}, title), h("dd", {}, lines.map((line) => h("code", {}, line)))] : []);
  const lacks = each.lack
    ? h(
        "div",
        { class: each.lack.blocked ? "lack blocked" : "lack" },
        h("p", {}, each.lack.blocked ? "Blocked:" : "Nearest to concluding something, it waits for:"),
        h("ul", {}, each.lack.reasons.map(({ label: kind, says }) => h("li", {}, h("b", {}, kind), " ", says))),
        h("button", { type: "button", onclick: () => askWhyNot(each.then[0]) }, "Why not?"),
      )
    : null;
  return h(
    "details",
    { class: "rule", open: Boolean(each.lack) },
    h("summary", {}, h("code", {}, each.id), h("span", { class: "soft" }, ` ${each.words} · ${each.warrant}`)),
    lacks,
    h("dl", {}, block("when", each.when), each.unless.map((entry) => block("unless", entry)), block("then", each.then), block("assumes", each.assumes)),
    each.note ? h("p", { class: "soft" }, each.note) : null,
  );
}

function askWhyNot(pattern) {
  dispatchEvent(new CustomEvent("ask", { detail: { asked: "why-not", fact: pattern.split("(")[0] } }));
}

async function showFact(id, state, store, engine, stale) {
  const known = state.conclusions.shown.find((each) => each.id === id);
  fill("inspected", h("h3", { tabindex: "-1" }, known ? known.reads : `Fact ${id}`), known ? tag(known.qualifier, known.words) : null);
  if (!engine.ready) return waiting(engine);
  const found = await engine.ask("why", { fact: id, every: true });
  if (stale()) return;
  const root = found.nodes.find((node) => node.id === id);
  const tabs = ["Tree", "Graph"];
  const body = h("div", {});
  const show = (name) => {
    body.replaceChildren(name === "Tree" ? tree(found, store) : drawGraph(found, store));
    for (const each of bar.children) each.setAttribute("aria-pressed", String(each.textContent === name));
  };
  const bar = h("div", { class: "row", role: "group", "aria-label": "How it is shown" }, tabs.map((name) => h("button", { type: "button", onclick: () => show(name) }, name)));
  fill(
    "inspected",
    h("h3", { tabindex: "-1" }, root.sentence ?? root.fact),
    h("p", {}, known ? tag(known.qualifier, known.words) : tag(root.qualifier, root.given ? "given" : root.qualifier), " ", h("code", {}, root.fact)),
    h(
      "div",
      { class: "row" },
      bar,
      h("button", { type: "button", onclick: () => dispatchEvent(new CustomEvent("ask", { detail: { asked: "flip", fact: root.fact } })) }, "What would change it?"),
    ),
    body,
  );
  show("Tree");
}
