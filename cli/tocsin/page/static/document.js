// The document: every statement, lit by how it stands.

import { KINDS, MARKS } from "./changes.js";
import { fill, h, tag } from "./dom.js";

const WORDS = { blocked: "blocked", waiting: "waiting", not_encoded: "not encoded", framing: "frames others" };

export function stateOf(statement, silent) {
  if (statement.state === "follows") return "follows";
  if (statement.state === "not_encoded") return statement.framing ? "framing" : "not_encoded";
  return silent?.[statement.id]?.[0]?.blocked ? "blocked" : "waiting";
}

export function label(statement, silent) {
  const state = stateOf(statement, silent);
  return state === "follows" ? tag(statement.qualifier, statement.words) : h("span", { class: `tag ${state}` }, WORDS[state]);
}

function because(statement, silent) {
  const state = stateOf(statement, silent);
  const nearest = silent?.[statement.id]?.[0];
  if (!nearest || (state !== "blocked" && state !== "waiting")) return null;
  const [first, ...more] = nearest.reasons;
  const further = more.length ? ` (and ${more.length} more)` : "";
  return h("p", { class: "because" }, `${first.label}: ${first.says}${further}`);
}

export function drawDocument(state, sentences, store) {
  const sections = new Map();
  for (const each of state.statements) {
    const name = each.section ?? "Elsewhere";
    sections.set(name, [...(sections.get(name) ?? []), each]);
  }
  const moved = movedBy(state.changes);
  const one = (statement) => {
    const opened = store.open?.statement === statement.id;
    const lit = moved.get(statement.id);
    return h(
      "button",
      {
        class: `statement ${stateOf(statement, state.silent)} ${statement.qualifier ?? ""} ${lit ? "moved" : ""}`,
        type: "button",
        "aria-pressed": String(opened),
        "data-key": `statement-${statement.id}`,
        onclick: () => store.show({ statement: statement.id }),
      },
      h("span", { class: "head" }, h("span", { class: "id" }, statement.id), label(statement, state.silent), lit ? badge(lit) : null),
      h("span", { class: "says" }, sentences?.[statement.id] ?? statement.paraphrase),
      because(statement, state.silent),
    );
  };
  const drawn = [...sections].map(([name, found]) => h("section", {}, h("h3", {}, name), found.map(one)));
  if (!drawn.length) drawn.push(plain(state, store));
  fill("statements", drawn);
}

// Of each statement how many of its conclusions were gained, lost, or stand otherwise.
function movedBy(changes) {
  const found = new Map();
  for (const { kind, statements } of changes)
    for (const id of statements) {
      const counts = found.get(id) ?? found.set(id, {}).get(id);
      counts[kind] = (counts[kind] ?? 0) + 1;
    }
  return found;
}

function badge(counts) {
  const said = Object.entries(counts).map(([kind, count]) => `${KINDS[kind].toLowerCase()}: ${count}`);
  return h("span", { class: "badge", title: said.join(", ") }, Object.entries(counts).map(([kind, count]) => `${MARKS[kind]}${count} `));
}

// A pack that encodes no text: its conclusions stand where statements would.
function plain(state, store) {
  return state.conclusions.shown.map((each) =>
    h(
      "button",
      { class: `statement follows ${each.qualifier}`, type: "button", "data-key": `fact-${each.id}`, onclick: () => store.show({ fact: each.id }) },
      h("span", { class: "head" }, tag(each.qualifier, each.words)),
      h("span", { class: "says" }, each.reads),
    ),
  );
}
