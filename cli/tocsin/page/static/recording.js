// What the reader added and altered is recorded in a case of a ledger, by a source that he names, where the page comes
// from a service that keeps one. Until he asserts it nothing is, and never over what somebody else wrote meanwhile.

import { MARKS } from "./changes.js";
import { fill, h } from "./dom.js";
import { Service, Overtaken } from "./service.js";

const byId = (id) => document.getElementById(id);

export class Recording {
  #held = null; // the ledger's case that stands on the page
  #new = { facts: [], off: [] };

  constructor(address, engine, store, opened) {
    Object.assign(this, { engine, store, opened, service: new Service(address) });
    for (const each of [byId("recording"), document.querySelector("[data-show=recording]")]) each.hidden = false;
    byId("hold").addEventListener("submit", (event) => this.#submit(event, () => this.#hold(byId("ledger-case").value).then(() => this.#say())));
    byId("record").addEventListener("submit", (event) => this.#submit(event, () => this.#assert(event.submitter?.value !== "assert")));
    byId("token").addEventListener("change", () => {
      this.service.token = byId("token").value.trim();
      this.#list();
    });
    this.#list();
  }

  // What of the view is on no ledger, told again after each change.
  async draw() {
    this.#new = await this.engine.ask("unrecorded");
    const { facts, off } = this.#new;
    fill(
      "unrecorded",
      facts.length ? [h("p", {}, "To be asserted:"), h("ul", {}, facts.map(({ text }) => h("li", {}, h("code", {}, text))))] : null,
      off.length ? [h("p", {}, "Switched off, which nobody has said:"), h("ul", {}, off.map((fact) => this.#denied(fact)))] : null,
      facts.length + off.length ? null : h("p", { class: "soft" }, "You have added, altered and switched off nothing."),
    );
    for (const each of byId("record").querySelectorAll("button")) each.disabled = !this.#held || !facts.length;
  }

  #denied({ id, text }) {
    const act = (status, words) =>
      h("button", { type: "button", disabled: !this.#held, onclick: (event) => this.#submit(event, () => this.#report(id, status)) }, words);
    return h("li", {}, h("code", {}, text), h("div", { class: "row" }, act("denied", "The source denies it"), act("retracted", "The source takes it back")));
  }

  async #list() {
    try {
      const { cases } = (await this.service.get("cases")).data;
      byId("ledger-case").replaceChildren(...cases.map(({ name }) => h("option", { value: name }, name)));
      this.#say(h("p", { class: "soft" }, cases.length ? "Open a case, and what you change can be recorded in it." : "The ledger has no case that you may see."));
    } catch (error) {
      this.#say(h("p", { class: "alarm", role: "alert" }, error.message));
    }
  }

  // The case as the ledger has it now; what the reader changed stays changed, but for what was recorded of it.
  async #hold(name, recorded = () => null) {
    const { data, tag } = await this.service.get(`cases/${encodeURIComponent(name)}/export`);
    const before = new Set((await this.engine.ask("given")).facts.map(({ id }) => id));
    const kept = structuredClone(this.store.view);
    const found = await this.engine.ask("open", { text: JSON.stringify(data), name });
    recorded(kept);
    this.#held = { name, tag };
    byId("held").textContent = `${name}, as the ledger has it. What you do is recorded only when you assert it.`;
    this.opened(found);
    this.store.change((view) => Object.assign(view, kept));
    return (await this.engine.ask("given")).facts.filter(({ id }) => !before.has(id));
  }

  #stated() {
    const value = (id) => byId(id).value.trim() || undefined;
    const source = { publisher: value("publisher"), date: value("published") };
    return { source, grade: value("grade"), reason: value("reason") };
  }

  async #assert(dry) {
    const { source, grade, reason } = this.#stated();
    const said = { source, grade };
    const facts = this.#new.facts.map(({ entry }) => ({ ...entry, ...said }));
    await this.#write("facts", { facts, reason, dry_run: dry, new_source: byId("new-source").checked }, (view) => Object.assign(view, { added: [], altered: {} }));
  }

  async #report(fact, status) {
    const body = { fact, status, ...this.#stated(), new_source: byId("new-source").checked };
    await this.#write("reports", body, (view) => (view.off = view.off.filter((id) => id !== fact)));
  }

  async #write(kind, body, recorded) {
    const { name, tag } = this.#held;
    try {
      const { data } = await this.service.post(`cases/${encodeURIComponent(name)}/${kind}`, body, tag);
      if (!data.dry_run) await this.#hold(name, recorded);
      const entries = data.entries.map((number) => `#${number}`).join(", ");
      this.#say(
        h("p", {}, data.dry_run ? "Nothing is recorded yet; this is what would be otherwise:" : `Recorded in ${name} as ${entries}.`),
        h("ul", {}, data.changes.map(({ kind: how, conclusion }) => h("li", {}, h("span", { class: "mark", "aria-hidden": "true" }, MARKS[how]), conclusion.reads))),
        data.changes.length ? null : h("p", { class: "soft" }, "Nothing that follows is otherwise."),
      );
    } catch (error) {
      if (!(error instanceof Overtaken)) throw error;
      this.#say(
        h("p", { class: "alarm", role: "alert" }, `Somebody has written to ${name} since it was opened here; nothing of yours is recorded.`),
        h("button", { type: "button", onclick: (event) => this.#submit(event, () => this.#takeUp(name)) }, "Take up what was written"),
      );
    }
  }

  async #takeUp(name) {
    const news = await this.#hold(name);
    this.#say(
      h("p", {}, "The case is as it stands now; what you changed is still there. Look again before you assert it."),
      news.length ? [h("p", {}, "New in it:"), h("ul", {}, news.map(({ text }) => h("li", {}, h("code", {}, text))))] : h("p", { class: "soft" }, "There are further reports, and no new fact."),
    );
  }

  #say(...children) {
    fill("recorded", children);
  }

  // One thing after the other, and what goes wrong is told where it was asked for.
  async #submit(event, act) {
    event.preventDefault();
    byId("recording").setAttribute("aria-busy", "true");
    try {
      await act();
    } catch (error) {
      this.#say(h("p", { class: "alarm", role: "alert" }, error.message));
    } finally {
      byId("recording").removeAttribute("aria-busy");
    }
  }
}
