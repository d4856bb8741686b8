// Editors for the fields of a fact: a figure, an interval or a date can be dragged.

import { h } from "./dom.js";

const DAY = 86_400_000;

export function editor(fact, field, set) {
  const key = `${fact.id}-${field.name}`;
  const shared = { "data-key": key, "aria-label": `${field.name} of ${fact.type}`, title: field.meaning || null };
  const text = fact.altered[field.name] ?? field.text;
  const typed = h("input", { ...shared, type: "text", value: text, size: 12, onchange: (event) => set(event.target.value) });
  switch (field.kind) {
    case "enum":
    case "bool":
      return choice(shared, field, text, set);
    case "int":
    case "float":
      return text === "" ? typed : [typed, figure(shared, Number(text), field, (value) => set(String(value)))];
    case "quantity":
      return [typed, ...interval(shared, text, field, set)];
    case "date":
      return text === "" ? typed : [typed, day(shared, text, field, set)];
    default:
      return typed;
  }
}

function choice(shared, field, text, set) {
  const values = field.kind === "bool" ? ["true", "false"] : field.choices;
  const offered = field.optional ? ["", ...values] : values;
  return h(
    "select",
    { ...shared, onchange: (event) => set(event.target.value) },
    offered.map((value) => h("option", { value, selected: value === text }, value || "not said")),
  );
}

// From nothing to well beyond what was reported, in steps a hand can hit.
function bounds(value, field) {
  const reported = Math.abs(Number.parseFloat(field.text.split("..").find(Boolean))) || Math.abs(value) || 1;
  const most = Math.max(reported, Math.abs(value)) * 2;
  const step = 10 ** Math.floor(Math.log10(most / 100));
  const whole = Number.isInteger(value) ? Math.max(step, 1) : step;
  return { min: value < 0 ? -most : 0, max: Math.ceil(most / whole) * whole, step: whole };
}

function slider(shared, suffix, words, limits, value, set) {
  return h("input", {
    ...shared,
    ...limits,
    type: "range",
    "data-key": `${shared["data-key"]}-${suffix}`,
    "aria-label": `${words} ${shared["aria-label"]}`,
    value,
    oninput: (event) => set(Number(event.target.value)),
  });
}

function figure(shared, value, field, set) {
  return slider(shared, "drag", "drag", bounds(value, field), value, set);
}

function interval(shared, text, field, set) {
  if (text === "" || !/\d/.test(text)) return [];
  const parts = text.includes("..") ? text.split("..") : [text, text];
  const [low, high] = parts.map((part) => (part === "" ? null : Number(part.replaceAll("_", ""))));
  const exact = !text.includes("..");
  const write = (least, most) => set(exact || least === most ? String(least ?? most) : `${least ?? ""}..${most ?? ""}`);
  if (exact) return [figure(shared, low, field, (value) => write(value, value))];
  const made = [];
  const limits = bounds(high ?? low, field);
  if (low !== null)
    made.push(slider(shared, "low", "lower end of", limits, low, (value) => write(value, high === null ? null : Math.max(value, high))));
  if (high !== null)
    made.push(slider(shared, "high", "upper end of", limits, high, (value) => write(low === null ? null : Math.min(value, low), value)));
  return made;
}

function day(shared, text, field, set) {
  const reported = Date.parse(field.text || text);
  const limits = { min: Math.round(reported / DAY) - 365, max: Math.round(reported / DAY) + 365, step: 1 };
  const write = (value) => set(new Date(value * DAY).toISOString().slice(0, 10));
  return slider(shared, "drag", "drag", limits, Math.round(Date.parse(text) / DAY), write);
}
