// Readings of the text side by side, and the assumptions that make them.

import { counted, fill, h, keepingFocus, tag } from "./dom.js";

export function drawAssumptions(state, readings, store) {
  const chosen = h(
    "select",
    { "data-key": "reading", "aria-label": "Reading of the text", onchange: (event) => store.change((view) => Object.assign(view, { reading: event.target.value || null, switched: {} })) },
    h("option", { value: "", selected: !store.view.reading }, "the case's own"),
    readings.map((each) => h("option", { value: each.id, selected: store.view.reading === each.id }, `${each.id}: ${each.text}`)),
  );
  const one = (each) =>
    h(
      "li",
      {},
      h(
        "label",
        {},
        h("input", { type: "checkbox", checked: each.on, "data-key": `assume-${each.id}`, onchange: (event) => store.change((view) => (view.switched[each.id] = event.target.checked)) }),
        h("span", {}, h("code", {}, each.id), ` (${each.class}) `, each.text),
      ),
    );
  keepingFocus(() => fill("assumptions", readings.length ? h("p", {}, "Reading ", chosen) : null, h("ul", { class: "plain" }, state.assumptions.map(one))));
}

export async function compareReadings(engine, store) {
  const { readings, base, rows, alike } = await engine.ask("readings");
  const head = h("tr", {}, h("th", { scope: "col" }, "Conclusion"), readings.map((each) => h("th", { scope: "col", title: each.text }, each.id, each.id === base ? " (this one)" : "")));
  const cell = (held) => h("td", {}, held ? tag(held.qualifier, WORDS[held.qualifier]) : h("span", { class: "soft" }, "no"));
  const row = ({ conclusion, cells }) =>
    h("tr", {}, h("th", { scope: "row" }, h("button", { type: "button", class: "link", onclick: () => store.show({ fact: conclusion.id }) }, conclusion.reads)), cells.map(cell));
  const said = rows.length ? `${counted(alike, "conclusion stands", "conclusions stand")} alike on every reading; these part:` : "Every conclusion stands alike on every reading.";
  fill("compared", h("p", {}, said), rows.length ? h("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": "Readings side by side" }, h("table", {}, h("thead", {}, head), h("tbody", {}, rows.map(row)))) : null);
}

const WORDS = { certain: "follows", likely: "likely", possible_strengthened: "possible +", possible: "possible" };
