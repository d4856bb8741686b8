// What the reader added and altered is recorded in a case of a ledger, by a source that he names, where the page comes
// from a service that keeps one. Until he asserts it nothing is, and never over what somebody else wrote meanwhile.

import { MARKS } from "./changes.js";
import { fill, h } from "./dom.js";
import { Overtaken, Service, Unanswered } from "./service.js";

const byId = (id) => document.getElementById(id);

export class Recording {
  #held = null; // the ledger's case that stands on the page
  #new = { facts: [], known: [], off: [] };
  #busy = false;

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
    const { facts, known, off } = this.#new;
    fill(
      "unrecorded",
      facts.length ? [h("p", {}, "To be asserted:"), listed(facts)] : null,
      known.length ? [h("p", {}, "The case has it already, so that nothing is to be asserted:"), listed(known)] : null,
      off.length ? [h("p", {}, "Switched off, which nobody has said:"), h("ul", {}, off.map((fact) => this.#denied(fact)))] : null,
      facts.length + known.length + off.length ? null : h("p", { class: "soft" }, "You have added, altered and switched off nothing."),
    );
    for (const each of byId("record").querySelectorAll("button")) each.disabled = !this.#held || !facts.length;
  }

  #denied({ id, text }) {
    const act = (status, words) =>
      h("button", { type: "button", disabled: !this.#held, onclick: (event) => this.#submit(event, () => this.#report(id, status)) }, words);
    return h("li", {}, h("code", {}, text), h("div", { class: "row" }, act("denied", "The source denies it"), act("retracted", "The source takes it back")));
  }

  async #list() {
    const { token } = this.service;
    try {
      const { cases } = (await this.service.get("cases")).data;
      if (token !== this.service.token) return; // another was given meanwhile
      byId("ledger-case").replaceChildren(...cases.map(({ name }) => h("option", { value: name }, name)));
      this.#say(h("p", { class: "soft" }, cases.length ? "Open a case, and what you change can be recorded in it." : "The ledger has no case that you may see."));
    } catch (error) {
      if (token === this.service.token) this.#say(alarm(error.message));
    }
  }

  // Another case stands on the page than the ledger's: nothing can be recorded.
  release() {
    this.#held = null;
    for (const each of document.querySelectorAll("#record button, #unrecorded button")) each.disabled = true;
    byId("held").textContent = "What you do is recorded nowhere: the case that stands here was not opened from the ledger.";
  }

  // The case as the ledger has it now; what the reader changed stays changed, but for what was recorded of it.
  async #hold(name, recorded = () => null) {
    if (!name) throw new Error("Choose a case first; the ledger has none that you may see.");
    const path = `cases/${encodeURIComponent(name)}`;
    const { data: shown } = await this.service.get(path);
    const { data, tag } = await this.service.get(`${path}/export`);
    const before = new Set((await this.engine.ask("given")).facts.map(({ id }) => id));
    // A pack of this name that says something else would conclude something else.
    const found = await this.engine.ask("open", { text: JSON.stringify({ ...data, pack: `${shown.pack.name}@${shown.pack.digest}` }), name });
    const kept = structuredClone(this.store.view);
    recorded(kept);
    this.service.settle();
    this.#held = { name, tag };
    byId("held").textContent = `${name}, as the ledger has it. What you do is recorded only when you assert it.`;
    this.opened(found);
    this.store.change((view) => Object.assign(view, kept));
    return (await this.engine.ask("given")).facts.filter(({ id }) => !before.has(id));
  }

  #stated() {
    const value = (id) => byId(id).value.trim() || undefined;
    const source = { publisher: value("publisher"), date: value("published") };
    // Without a source a fact would be taken back whoever reported it.
    if (!source.publisher) throw new Error("Name who reports it; nothing is recorded.");
    return { source, grade: value("grade"), reason: value("reason"), new_source: byId("new-source").checked };
  }

  async #assert(dry) {
    const { reason, new_source, ...said } = this.#stated();
    // What stands on the page now, and not what stood there when it was last drawn.
    const sent = structuredClone(this.store.view);
    const { facts } = await this.engine.ask("unrecorded", sent);
    if (!facts.length) throw new Error("There is nothing new to be asserted.");
    const entries = facts.map(({ entry }) => ({ ...entry, ...said }));
    await this.#write("facts", { facts: entries, reason, dry_run: dry, new_source }, (view) => {
      view.added = view.added.filter((text) => !sent.added.includes(text));
      for (const [id, fields] of Object.entries(sent.altered)) if (JSON.stringify(view.altered[id]) === JSON.stringify(fields)) delete view.altered[id];
    });
  }

  async #report(fact, status) {
    const body = { fact, status, ...this.#stated() };
    await this.#write("reports", body, (view) => {
      view.off = view.off.filter((id) => id !== fact);
    });
  }

  async #write(kind, body, recorded) {
    const { name, tag } = this.#held;
    let data;
    try {
      ({ data } = await this.service.post(`cases/${encodeURIComponent(name)}/${kind}`, body, tag));
    } catch (error) {
      return this.#notWritten(error, name, body.dry_run);
    }
    const entries = data.entries.map((number) => `#${number}`).join(", ");
    const told = [
      h("p", {}, data.dry_run ? "Nothing is recorded yet; this is what would be otherwise:" : `Recorded in ${name} as ${entries}.`),
      h("ul", {}, data.changes.map(({ kind: how, conclusion }) => h("li", {}, h("span", { class: "mark", "aria-hidden": "true" }, MARKS[how]), conclusion.reads))),
      data.changes.length ? null : h("p", { class: "soft" }, "Nothing that follows is otherwise."),
    ];
    if (!data.dry_run) {
      try {
        await this.#hold(name, recorded);
      } catch (error) {
        this.release();
        this.store.change(recorded);
        told.push(alarm(`${name} could not be read again, and what stands here lacks what was recorded: open it before you go on. ${error.message}`));
      }
    }
    this.#say(...told);
  }

  // What is not known is not told as if it were.
  #notWritten(error, name, dry) {
    if (error instanceof Overtaken) {
      const perhaps = this.service.inDoubt ? "; it may have been you, by what you sent when no answer came" : "";
      this.#say(
        alarm(`Somebody has written to ${name} since it was opened here${perhaps}. What you have just sent is not recorded.`),
        h("button", { type: "button", onclick: (event) => this.#submit(event, () => this.#takeUp(name)) }, "Take up what was written"),
      );
    } else if (error instanceof Unanswered || error.unsure) {
      this.#say(alarm(dry ? `${error.message} Nothing is recorded.` : `${error.message} Whether it was recorded is not known. Do the same again: it is recorded once.`));
    } else {
      throw error;
    }
  }

  async #takeUp(name) {
    const news = await this.#hold(name);
    this.#say(
      h("p", {}, "The case is as it stands now; what you changed is still there. Look again before you assert it."),
      news.length ? [h("p", {}, "New in it:"), listed(news)] : h("p", { class: "soft" }, "There are further reports, and no new fact."),
    );
  }

  #say(...children) {
    fill("recorded", children);
  }

  // One thing at a time, and what goes wrong is told where it was asked for.
  async #submit(event, act) {
    event.preventDefault();
    if (this.#busy) return;
    this.#busy = true;
    byId("recording").setAttribute("aria-busy", "true");
    try {
      await act();
    } catch (error) {
      this.#say(alarm(error.message));
    } finally {
      this.#busy = false;
      byId("recording").removeAttribute("aria-busy");
    }
  }
}

function listed(facts) {
  return h("ul", {}, facts.map(({ text }) => h("li", {}, h("code", {}, text))));
}

function alarm(text) {
  return h("p", { class: "alarm", role: "alert" }, text);
}
