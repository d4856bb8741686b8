// The service that this page comes from: its answers, with the tag that a write names, and its refusals.

import { Refused } from "./engine.js";

// Somebody wrote to the case since the tag was given.
export class Overtaken extends Refused {}

// A write was sent and no answer came, so that it is not known whether it was done.
export class Unanswered extends Error {}

export class Service {
  token = "";
  #unanswered = null; // what was sent and not answered, with its key

  constructor(address) {
    this.address = address;
  }

  // Whether something was sent of which it is not known whether it was done.
  get inDoubt() {
    return this.#unanswered !== null;
  }

  get(path) {
    return this.#ask(path, { method: "GET" });
  }

  // What is sent again as it was, because no answer came, has the key that it had: it is done once.
  async post(path, body, tag) {
    const said = JSON.stringify(body);
    const headers = { "Content-Type": "application/json", "If-Match": tag };
    if (body.dry_run) return this.#ask(path, { method: "POST", headers, body: said });
    const before = this.#unanswered;
    const key = before?.path === path && before.said === said ? before.key : newKey();
    this.#unanswered = { path, said, key };
    try {
      const found = await this.#ask(path, { method: "POST", headers: { ...headers, "Idempotency-Key": key }, body: said });
      this.#unanswered = null;
      return found;
    } catch (error) {
      if (error instanceof Refused && !error.unsure) this.#unanswered = before?.key === key ? null : before;
      throw error;
    }
  }

  // What is not known to be done is to be seen in the case, which was read anew.
  settle() {
    this.#unanswered = null;
  }

  async #ask(path, asked) {
    if (/[^\x21-\x7e]/.test(this.token)) throw new Refused([{ message: "the token has a sign that no token has", hint: "copy it anew, whole and without blanks" }]);
    const headers = { ...asked.headers, ...(this.token ? { Authorization: `Bearer ${this.token}` } : {}) };
    const found = await fetch(new URL(path, this.address), { ...asked, headers, cache: "no-store" }).catch(() => {
      throw new Unanswered("The service does not answer.");
    });
    const data = await found.json().catch((error) => {
      if (found.ok) throw new Unanswered("The answer of the service did not come whole.", { cause: error });
      return {};
    });
    if (found.ok) return { data, tag: found.headers.get("ETag") };
    const told = this.token ? "the service does not take this token; it may have expired" : "the service asks for a token";
    const none = { message: told, hint: "enter yours beside the case; what you changed is still there" };
    const problems = found.status === 401 ? [none] : data.problems ?? [{ message: `the service answers ${found.status}` }];
    const refused = found.status === 412 ? new Overtaken(problems) : new Refused(problems);
    // It may have been done before the service failed, or is being done.
    refused.unsure = found.status >= 500 || found.status === 409;
    throw refused;
  }
}

function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
