// What was known when: a slider over the dates on which knowledge changed.

import { fill, h } from "./dom.js";

export function wireTime(moments, store) {
  const slider = document.querySelector("#time input");
  slider.addEventListener("input", () => {
    const moment = moments()[Number(slider.value)];
    store.change((view) => (view.as_of = moment ? moment.date : null));
  });
}

export function drawTime(state, moments, store) {
  const slider = document.querySelector("#time input");
  document.getElementById("time").hidden = moments.length < 2;
  Object.assign(slider, { min: 0, max: moments.length, step: 1 });
  const at = store.view.as_of ? moments.findLastIndex((each) => each.date <= store.view.as_of) : moments.length;
  slider.value = at < 0 ? 0 : at;
  const { as_of: asOf, known_by: knownBy } = state.heading;
  const said = store.view.as_of ? `As known on ${store.view.as_of}` : `As of ${asOf ?? "no date"}${knownBy && knownBy !== asOf ? `, known by ${knownBy}` : ""}`;
  document.getElementById("date").textContent = said;
  slider.setAttribute("aria-valuetext", said);
  const moment = store.view.as_of ? moments[at] : null;
  fill("events", moment ? h("ul", {}, moment.events.map((each) => h("li", {}, each))) : null);
}
