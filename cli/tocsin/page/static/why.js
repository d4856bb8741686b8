// A derivation tree, read out of what the engine recorded: facts, steps, checks, sources and grades.

import { h, tag } from "./dom.js";

const DEEPEST = 30;
const WORDS = { certain: "follows", likely: "likely", possible_strengthened: "possible, strengthened", possible: "possible" };

export function tree(explanation, store) {
  const nodes = new Map(explanation.nodes.map((node) => [node.id, node]));
  return h("div", { class: "why" }, branch(nodes, explanation.fact, new Set(), 0, store));
}

function branch(nodes, id, seen, depth, store) {
  const node = nodes.get(id);
  if (!node) return h("p", {}, h("code", {}, id));
  const again = seen.has(id);
  const told = new Set(seen).add(id);
  const name = node.given ? h("span", { class: "tag given" }, node.given.reports.length ? "given" : "assumed") : tag(node.qualifier, WORDS[node.qualifier] + (node.boundary ? ", at the boundary" : ""));
  const body = again || depth > DEEPEST
    ? h("p", { class: "soft" }, "told above")
    : [node.given ? given(node) : null, node.steps.map((step, at) => way(nodes, node, step, at, told, depth, store))];
  return h(
    "details",
    { open: depth < 2 && !again, class: "node" },
    h("summary", {}, name, " ", h("span", { class: "said" }, node.sentence ?? node.fact)),
    node.sentence ? h("p", {}, h("code", {}, node.fact)) : null,
    body,
  );
}

function given(node) {
  if (!node.given.reports.length) return h("p", { class: "soft" }, "supposed by the analyst; nobody is said to have reported it");
  return h("ul", { class: "reports" }, node.given.reports.map((each) => h("li", { class: each.standing === "supports" ? "" : "aside" }, each.says.join(" · "), each.note ? h("p", { class: "note" }, each.note) : null)));
}

function way(nodes, node, step, at, told, depth, store) {
  const many = node.steps.length > 1 ? `way ${at + 1} of ${node.steps.length} · ` : "";
  const cites = step.cites.map((each) =>
    h("li", {}, h("button", { type: "button", class: "link", onclick: () => store.show({ statement: each.id }) }, each.id), ` ${each.sentence ?? each.paraphrase}`),
  );
  const checks = [
    ...step.conditions.map((each) => [each.truth === "possible" ? "only possible" : "check", each.says]),
    ...step.computed.map((each) => ["computed", each.says]),
    ...step.aggregates.map((each) => ["over many", each.says]),
    ...step.unless.map((each) => ["not found", each.says]),
    ...step.assumes.map((each) => ["assumes", `${each.id}: ${each.text}`]),
    ...(step.stronger_if ? [["strength", step.stronger_if.says]] : []),
  ];
  return h(
    "div",
    { class: "step" },
    h("p", { class: "rule" }, many, h("code", {}, step.rule), " · ", step.because.join(" ")),
    cites.length ? h("ul", { class: "cites" }, cites) : null,
    checks.length ? h("dl", {}, checks.map(([name, says]) => [h("dt", {}, name), h("dd", {}, says)])) : null,
    step.premises.map((each) => branch(nodes, each.fact, told, depth + 1, store)),
  );
}
