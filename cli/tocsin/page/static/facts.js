// The facts beside the document: add, edit, drag, switch off.

import { fill, h, keepingFocus } from "./dom.js";
import { editor } from "./fields.js";

const STATUS = { reported: "reported", confirmed: "confirmed", assumed: "assumed", denied: "denied", retracted: "taken back" };

function standing(fact) {
  if (fact.off) return "switched off by you";
  if (Object.keys(fact.altered).length) return "altered by you: supposed, reported by nobody";
  if (fact.supposed) return "supposed by you";
  return fact.in_force ? null : `not in force: ${fact.idle ?? "not at this date"}`;
}

function set(store, fact, field, value) {
  store.change((view) => {
    const fields = { ...view.altered[fact.id], [field.name]: value };
    if (value === field.text) delete fields[field.name];
    if (Object.keys(fields).length) view.altered[fact.id] = fields;
    else delete view.altered[fact.id];
  });
}

function toggle(store, fact) {
  store.change((view) => {
    view.off = view.off.includes(fact.id) ? view.off.filter((id) => id !== fact.id) : [...view.off, fact.id];
  });
}

function remove(store, fact) {
  store.change((view) => {
    view.added = view.added.filter((text) => text !== fact.typed);
    delete view.altered[fact.id];
  });
}

function reports(fact) {
  return h(
    "ul",
    { class: "reports" },
    fact.reports.map((each) =>
      h(
        "li",
        { class: each.counts ? "" : "aside" },
        `${STATUS[each.status]} ${each.source}`,
        each.grade ? h("span", { class: "grade", title: "Admiralty grade" }, each.grade) : null,
        each.counts || each.status === "denied" ? null : ` (${each.standing.replace("_", " ")})`,
        each.note ? h("p", { class: "note" }, each.note) : null,
      ),
    ),
  );
}

function card(fact, store, opened) {
  const why = standing(fact);
  const shown = fact.fields.filter((field) => field.text !== "" || fact.altered[field.name] || opened.has(fact.id));
  const edited = shown.map((field) =>
    h("div", { class: "field" }, h("span", { class: "name" }, field.name.replaceAll("_", " "), field.unit ? ` (${field.unit})` : ""), editor(fact, field, (value) => set(store, fact, field, value))),
  );
  const title = fact.type.replaceAll("_", " ");
  return h(
    "details",
    {
      class: `fact ${why ? "aside" : ""} ${fact.supposed || Object.keys(fact.altered).length ? "supposed" : ""}`,
      open: opened.has(fact.id),
      "data-fact": fact.id,
      ontoggle: (event) => opened[event.target.open ? "add" : "delete"](fact.id),
    },
    h(
      "summary",
      { "data-key": `card-${fact.id}` },
      h("span", { class: "title" }, title),
      h("span", { class: "gist" }, fact.fields.filter((each) => each.text !== "").map((each) => fact.altered[each.name] ?? each.text).join(" · ")),
      why ? h("span", { class: "why" }, why) : null,
    ),
    h("div", { class: "fields" }, edited),
    reports(fact),
    h(
      "div",
      { class: "row" },
      h("button", { type: "button", "data-key": `off-${fact.id}`, onclick: () => toggle(store, fact) }, fact.off ? "Switch on" : "Switch off"),
      Object.keys(fact.altered).length
        ? h("button", { type: "button", onclick: () => store.change((view) => delete view.altered[fact.id]) }, "As reported")
        : null,
      fact.supposed ? h("button", { type: "button", onclick: () => remove(store, fact) }, "Remove") : null,
    ),
  );
}

const opened = new Set();
let [dragging, later] = [false, null];

export function drawFacts(state, store, filter) {
  const wanted = filter.trim().toLowerCase();
  const found = state.facts.filter((fact) => !wanted || fact.fact.toLowerCase().includes(wanted));
  const draw = () => keepingFocus(() => fill("facts", found.map((fact) => card(fact, store, opened))));
  if (dragging) later = draw;
  else draw();
}

// A slider stays under the hand that drags it: the list around it is drawn again when the hand lets go.
export function watchDragging(element) {
  element.addEventListener("pointerdown", (event) => (dragging = event.target.type === "range"));
  for (const kind of ["pointerup", "pointercancel"])
    addEventListener(kind, () => {
      dragging = false;
      later?.();
      later = null;
    });
}

// A box to type a fact in, which offers types, fields and values.
export function wireAdding(form, engine, store, complain) {
  const box = form.querySelector("input");
  const list = form.querySelector("datalist");
  let last = "";
  box.addEventListener("input", async () => {
    const text = (last = box.value);
    if (!engine.ready) return;
    const { offers } = await engine.ask("offers", { text });
    if (text !== last) return;
    list.replaceChildren(...offers.map(({ text: offer, meaning }) => h("option", { value: offer, label: meaning || null })));
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = box.value.trim();
    if (!text) return;
    complain("");
    store.change((view) => {
      if (!view.added.includes(text)) view.added = [...view.added, text];
    });
    box.value = "";
  });
}
