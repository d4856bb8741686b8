// Why not, and what would change it: questions about a fact, answered in words.

import { fill, h } from "./dom.js";

export function wireAsking(engine, show) {
  const form = document.getElementById("ask-form");
  const box = form.querySelector("input");
  const ask = async (asked, fact) => {
    box.value = fact;
    fill("answer", h("p", { class: "soft" }, "Asking …"));
    try {
      const found = await engine.ask(asked, { fact });
      fill("answer", asked === "flip" ? flip(found) : whyNot(found));
    } catch (error) {
      fill("answer", h("p", { class: "alarm", role: "alert" }, error.message));
    }
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask(event.submitter?.value ?? "why-not", box.value.trim());
  });
  addEventListener("ask", ({ detail }) => {
    show("asking");
    ask(detail.asked, detail.fact);
  });
}

function whyNot(found) {
  if (found.holds.length) return [h("p", {}, "It does hold:"), h("ul", {}, found.facts.map((each) => h("li", {}, h("code", {}, each))))];
  return h("pre", { class: "scroll", tabindex: "0" }, found.text);
}

function flip({ removes, choices, count, cut }) {
  const searched = cut ? "The search stopped early: there may be others." : "These are all the smallest choices of up to two changes.";
  if (!choices.length) return h("p", {}, removes ? "Nothing that was tried removes it. " : "Nothing that was tried brings it about. ", searched);
  return [
    h("p", {}, removes ? "It would no longer hold if one of these were so:" : "It would hold if one of these were so:"),
    h("ol", {}, choices.map((choice) => h("li", {}, choice.join("; and ")))),
    h("p", { class: "soft" }, count > choices.length ? `and ${count - choices.length} more. ` : "", searched),
  ];
}
