// The engine in its worker: questions and answers, and how far it has loaded.

// A worker made of a blob has this page's Content-Security-Policy, from whatever host the files come.
function start() {
  const address = JSON.stringify(new URL("worker.js", location.href).href);
  const code = new Blob([`import ${address};`], { type: "text/javascript" });
  return new Worker(URL.createObjectURL(code), { type: "module" });
}

export class Engine extends EventTarget {
  #waiting = new Map();
  #number = 0;
  ready = false;

  constructor() {
    super();
    this.worker = start();
    this.worker.onmessage = ({ data }) => this.#hear(data);
    this.worker.onerror = (event) => this.#tell("failed", event.message || "the worker could not be started");
    this.worker.postMessage({ base: new URL(".", location.href).href });
  }

  #hear({ number, answer, progress, failed, ready }) {
    if (progress) this.#tell("progress", progress);
    if (failed) this.#tell("failed", failed);
    if (ready) {
      this.ready = true;
      this.#tell("ready", ready);
    }
    if (number === undefined) return;
    const [resolve, reject] = this.#waiting.get(number);
    this.#waiting.delete(number);
    const found = JSON.parse(answer);
    if (found.problems) reject(new Refused(found.problems));
    else resolve(found);
  }

  #tell(kind, detail) {
    this.dispatchEvent(new CustomEvent(kind, { detail }));
  }

  ask(asked, parts = {}) {
    const number = ++this.#number;
    return new Promise((resolve, reject) => {
      this.#waiting.set(number, [resolve, reject]);
      this.worker.postMessage({ number, asked, parts: JSON.stringify(parts) });
    });
  }
}

// What could not be taken, with what is wrong and what to do.
export class Refused extends Error {
  constructor(problems) {
    super(problems.map(told).join("\n"));
    this.problems = problems;
  }
}

function told({ code, place, message, hint }) {
  return [place ? `${place}: ` : "", code ? `${code}: ` : "", message, hint ? ` · ${hint}` : ""].join("");
}
