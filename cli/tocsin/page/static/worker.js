// Python and the engine, away from the page's own thread. Every file comes from the folder of the page.

let session = null;

// The answer to a question of the page, as text.
self.answer = (asked, parts) => session.answer_json(asked, parts);

onmessage = async ({ data }) => {
  if (data.base) {
    try {
      await load(data.base);
    } catch (error) {
      postMessage({ failed: lastLine(error) });
    }
    return;
  }
  const { number, asked, parts } = data;
  let answer;
  try {
    answer = self.answer(asked, parts);
  } catch (error) {
    answer = JSON.stringify({ problems: [{ message: lastLine(error) }] });
  }
  postMessage({ number, answer });
};

// Of what Python raises the last line says what it is.
function lastLine(error) {
  return String(error?.message ?? error).trim().split("\n").at(-1);
}

async function load(base) {
  const begun = performance.now();
  const manifest = await (await fetch(new URL("files.json", base))).json();
  const total = Object.values(manifest.files).reduce((sum, size) => sum + size, 0);
  let loaded = 0;
  const get = async (name) => {
    const response = await fetch(new URL(name, base));
    if (!response.ok) throw new Error(`${name} cannot be loaded (${response.status})`);
    const bytes = new Uint8Array(await response.arrayBuffer());
    loaded += bytes.length;
    postMessage({ progress: { step: "loading", share: loaded / total } });
    return bytes;
  };
  const parts = Promise.all([...manifest.wheels, "tocsin.zip", "pack.bin", "case.json"].map(get));
  const home = new URL("pyodide/", base).href;
  const { loadPyodide } = await import(new URL("pyodide.mjs", home).href);
  const python = await loadPyodide({ indexURL: home, env: { TOCSIN_CACHE: "off", PYDANTIC_DISABLE_PLUGINS: "1", HOME: "/home" } });
  const wheels = await parts;
  const [code, pack, kase] = wheels.splice(-3);
  const loadedIn = performance.now() - begun;
  postMessage({ progress: { step: "starting", share: 1 } });
  for (const wheel of wheels) python.unpackArchive(wheel, "whl");
  python.unpackArchive(code, "zip", { extractDir: "/tocsin" });
  python.runPython("import gc, sys; gc.disable(); sys.path.insert(0, '/tocsin')");
  const open = python.runPython("from tocsin.page.browser import open_page; open_page");
  session = open(python.toPy(pack), new TextDecoder().decode(kase));
  session.answer_json("state", "{}");
  postMessage({ ready: { loaded: loadedIn, answered: performance.now() - begun - loadedIn } });
  python.runPython("from tocsin.page.browser import make_ready; make_ready()");
}
