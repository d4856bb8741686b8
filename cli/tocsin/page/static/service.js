// The service that this page comes from: its answers, with the tag that a write names, and its refusals.

import { Refused } from "./engine.js";

// Somebody wrote to the case since the tag was given.
export class Overtaken extends Refused {}

export class Service {
  token = "";

  constructor(address) {
    this.address = address;
  }

  get(path) {
    return this.#ask(path, { method: "GET" });
  }

  // Whoever sends it again, because no answer came, is refused if it was done: the tag is of before.
  post(path, body, tag) {
    const headers = { "Content-Type": "application/json", "If-Match": tag };
    return this.#ask(path, { method: "POST", headers, body: JSON.stringify(body) });
  }

  async #ask(path, asked) {
    const headers = { ...asked.headers, ...(this.token ? { Authorization: `Bearer ${this.token}` } : {}) };
    const found = await fetch(new URL(path, this.address), { ...asked, headers, cache: "no-store" }).catch(() => {
      throw new Error("The service does not answer; nothing is recorded.");
    });
    const data = await found.json().catch(() => ({}));
    if (found.ok) return { data, tag: found.headers.get("ETag") };
    const problems = data.problems ?? [{ message: `the service answers ${found.status}` }];
    throw found.status === 412 ? new Overtaken(problems) : new Refused(problems);
  }
}
