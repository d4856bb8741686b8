// What was gained and lost, and what stands more or less firmly, against the case as it was given.

import { fill, h } from "./dom.js";

export const KINDS = { appeared: "Gained", strengthened: "Stronger", weakened: "Weaker", fell: "Lost" };
export const MARKS = { appeared: "+", strengthened: "↑", weakened: "↓", fell: "−" };

export function drawChanges(state, store) {
  const counts = Object.keys(KINDS).map((kind) => [kind, state.changes.filter((each) => each.kind === kind)]);
  document.getElementById("changed-count").textContent = state.changes.length ? String(state.changes.length) : "";
  if (!state.changes.length) {
    const said = store.changed ? "Nothing that follows is otherwise." : "Nothing is changed: this is the case as it was given.";
    fill("changes", h("p", { class: "soft" }, said));
    return;
  }
  fill(
    "changes",
    counts
      .filter(([, found]) => found.length)
      .map(([kind, found]) =>
        h(
          "section",
          { class: `change ${kind}` },
          h("h3", {}, `${KINDS[kind]} (${found.length})`),
          h(
            "ul",
            {},
            found.map((each) =>
              h(
                "li",
                {},
                h(
                  "button",
                  { type: "button", class: "link", onclick: () => store.show({ fact: each.id }) },
                  h("span", { class: "mark", "aria-hidden": "true" }, MARKS[kind]),
                  each.reads,
                ),
                h("p", { class: "soft" }, [each.before, each.after].map((held) => held ?? "does not follow").join(" → ")),
                each.causes.length ? h("p", { class: "soft" }, `by ${each.causes.join("; ")}`) : null,
              ),
            ),
          ),
        ),
      ),
  );
}
