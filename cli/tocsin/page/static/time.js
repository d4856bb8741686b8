// What was known when: a slider over the dates on which knowledge changed.

import { fill, h } from "./dom.js";

export function wireTime(moments, store) {
  const row = document.getElementById("time");
  if (moments.length < 2) return row.setAttribute("hidden", "");
  const last = moments.length;
  const slider = row.querySelector("input");
  Object.assign(slider, { min: 0, max: last, step: 1 });
  slider.addEventListener("input", () => {
    const moment = moments[Number(slider.value)];
    store.change((view) => (view.as_of = moment ? moment.date : null));
  });
}

export function drawTime(state, moments, store) {
  const slider = document.querySelector("#time input");
  if (!slider || moments.length < 2) return;
  const at = store.view.as_of ? moments.findLastIndex((each) => each.date <= store.view.as_of) : moments.length;
  slider.value = at < 0 ? 0 : at;
  const { as_of: asOf, known_by: knownBy } = state.heading;
  const said = store.view.as_of ? `As known on ${store.view.as_of}` : `As of ${asOf ?? "no date"}${knownBy && knownBy !== asOf ? `, known by ${knownBy}` : ""}`;
  document.getElementById("date").textContent = said;
  slider.setAttribute("aria-valuetext", said);
  const moment = store.view.as_of ? moments[at] : null;
  fill("events", moment ? h("ul", {}, moment.events.map((each) => h("li", {}, each))) : null);
}
