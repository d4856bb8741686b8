// What the reader changed and where he looks: in the fragment of the address, so that a link carries it.

const EMPTY = { off: [], added: [], altered: {}, switched: {}, reading: null, as_of: null };

export class Store extends EventTarget {
  view = structuredClone(EMPTY);
  open = null; // {statement} or {fact}

  constructor() {
    super();
    this.#read();
    addEventListener("hashchange", () => {
      if (location.hash.slice(1) !== this.#written()) {
        this.#read();
        this.#tell("view");
        this.#tell("open");
      }
    });
  }

  #read() {
    const parts = new URLSearchParams(location.hash.slice(1));
    this.view = structuredClone(EMPTY);
    try {
      const said = JSON.parse(parts.get("view") ?? "{}");
      for (const key of Object.keys(EMPTY)) if (key in said) this.view[key] = said[key];
    } catch {
      // an address somebody cut off: the case as it was given
    }
    const [statement, fact] = [parts.get("statement"), parts.get("fact")];
    this.open = statement ? { statement } : fact ? { fact } : null;
  }

  #written() {
    const parts = new URLSearchParams();
    if (this.open) for (const [key, value] of Object.entries(this.open)) parts.set(key, value);
    const said = Object.entries(this.view).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(EMPTY[key]));
    if (said.length) parts.set("view", JSON.stringify(Object.fromEntries(said)));
    return parts.toString();
  }

  get changed() {
    return JSON.stringify(this.view) !== JSON.stringify(EMPTY);
  }

  #tell(kind) {
    this.dispatchEvent(new Event(kind));
  }

  change(edit) {
    edit(this.view);
    history.replaceState(null, "", `#${this.#written()}`);
    this.#tell("view");
  }

  reset() {
    this.change((view) => Object.assign(view, structuredClone(EMPTY)));
  }

  restore(view) {
    this.view = view;
    history.replaceState(null, "", `#${this.#written()}`);
  }

  show(open) {
    this.open = open;
    history.pushState(null, "", `#${this.#written()}`);
    this.#tell("open");
  }
}
