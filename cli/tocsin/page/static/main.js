// The page: what was rendered beforehand at once, then the engine, then every change as it is made.

import { wireAsking } from "./asking.js";
import { drawChanges } from "./changes.js";
import { drawDocument } from "./document.js";
import { counted } from "./dom.js";
import { Engine, Refused } from "./engine.js";
import { drawFacts, watchDragging, wireAdding } from "./facts.js";
import { inspect } from "./inspect.js";
import { compareReadings, drawAssumptions } from "./readings.js";
import { Recording } from "./recording.js";
import { Store } from "./store.js";
import { wireTakingAway } from "./taking.js";
import { drawTime, wireTime } from "./time.js";

const byId = (id) => document.getElementById(id);
const store = new Store();
let state = null;
let sentences = null;
let settled = structuredClone(store.view);
let recording = null;

function complain(text) {
  byId("problem").textContent = text;
  byId("problem").hidden = !text;
}

function say(text) {
  byId("status").textContent = text;
}

// Where there is room, the document stands always, and what is opened stands beside the panel chosen.
const [MIDDLE, WIDE] = ["(min-width: 48rem)", "(min-width: 75rem)"].map((each) => matchMedia(each));

function show(name) {
  if (name === "inspecting" && WIDE.matches) return;
  document.body.dataset.panel = name;
  for (const each of document.querySelectorAll("[data-show]")) each.setAttribute("aria-pressed", String(each.dataset.show === name));
}

function drawFirst() {
  drawDocument(state, sentences, store);
  drawChanges(state, store);
  drawTime(state, state.moments, store);
  byId("reset").disabled = !store.changed;
}

function drawRest() {
  drawFacts(state, store, byId("filter").value);
  drawAssumptions(state, state.readings, store);
  byId("digest").textContent = `${counted(state.conclusions.count, "conclusion")} · engine ${state.heading.engines.join(" and ")} · ${state.digest}`;
}

// One change at a time, and of many that come meanwhile only the last.
let [busy, again] = [false, false];
async function update(engine) {
  if (!engine.ready) return;
  if (busy) return void (again = true);
  busy = true;
  const begun = performance.now();
  const view = structuredClone(store.view);
  try {
    Object.assign(state, await engine.ask("state", view));
    settled = view;
    complain("");
    drawFirst();
    document.body.dataset.took = String(Math.round(performance.now() - begun));
    if (!again) {
      Object.assign(state, await engine.ask("beside"));
      drawFirst();
      drawRest();
      await recording?.draw();
      if (store.open) inspect(state, sentences, store, engine, complain);
    }
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    complain(error.message);
    store.restore(structuredClone(settled));
    drawFirst();
    drawRest();
  } finally {
    busy = false;
    document.body.dataset.settled = String(Number(document.body.dataset.settled ?? 0) + 1);
    if (again) {
      again = false;
      update(engine);
    }
  }
}

function wire(engine) {
  store.addEventListener("view", () => update(engine));
  store.addEventListener("open", async () => {
    drawDocument(state, sentences, store);
    await inspect(state, sentences, store, engine, complain);
    if (store.open) {
      show("inspecting");
      byId("inspected").querySelector("h3")?.focus({ preventScroll: true });
      byId("inspecting").scrollTop = 0;
    }
  });
  for (const each of document.querySelectorAll("[data-show]")) each.addEventListener("click", () => show(each.dataset.show));
  byId("filter").addEventListener("input", () => drawFacts(state, store, byId("filter").value));
  byId("reset").addEventListener("click", () => store.reset());
  byId("compare").addEventListener("click", () => compareReadings(engine, store).catch((error) => complain(error.message)));
  watchDragging(byId("facts"));
  wireAdding(byId("add"), engine, store, complain);
  wireAsking(engine, show);
  wireTime(() => state.moments, store);
  wireTakingAway(engine, complain, (found) => {
    sentences = found;
    drawDocument(state, sentences, store);
    inspect(state, sentences, store, engine, complain);
  }, (found) => {
    recording?.release();
    opened(found);
  });
}

// Another case in the place of this one: nothing of what was changed or opened before bears on it.
function opened(found) {
  Object.assign(state, found);
  store.open = null;
  document.querySelector("h1").textContent = state.heading.case;
  store.reset();
}

// `service` is where the service that handed out this page answers, if it was one.
function follow(engine, service) {
  engine.addEventListener("progress", ({ detail }) => {
    say(detail.step === "loading" ? `Loading the engine: ${Math.round(detail.share * 100)} %` : "Starting the engine …");
    byId("progress").value = detail.share;
  });
  engine.addEventListener("failed", ({ detail }) => {
    say("");
    byId("progress").hidden = true;
    complain(`This browser cannot run the engine (${detail}). What you see is the case as it was rendered; nothing can be changed here.`);
    document.body.dataset.engine = "failed";
  });
  engine.addEventListener("ready", async ({ detail }) => {
    byId("progress").hidden = true;
    say(`Reasons here, in your browser. Nothing you do leaves it${service ? " until you assert it" : ""}.`);
    Object.assign(document.body.dataset, { engine: "ready", loaded: Math.round(detail.loaded), answered: Math.round(detail.answered) });
    for (const each of document.querySelectorAll("[data-needs-engine]")) each.disabled = false;
    if (service) recording = new Recording(new URL(service, location.href), engine, store, opened);
    await update(engine);
    if (store.open) inspect(state, sentences, store, engine, complain);
  });
}

async function begin() {
  const found = await fetch("state.json");
  state = await found.json();
  document.body.classList.add("live");
  show(MIDDLE.matches ? "facts-panel" : "statements-panel");
  const engine = new Engine();
  follow(engine, found.headers.get("Tocsin-Service"));
  wire(engine);
  drawFirst();
  drawRest();
  if (store.open) show("inspecting");
  inspect(state, sentences, store, engine, complain);
  navigator.serviceWorker?.register("sw.js").catch(() => null);
}

begin().catch((error) => complain(`The page could not be started: ${error.message}`));
