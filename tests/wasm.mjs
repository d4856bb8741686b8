// `tocsin` on the Python of Pyodide, under Node: node wasm.mjs SETTINGS WORD …, where SETTINGS is a file of JSON that says
// where Pyodide is, which folders of the machine its Python sees, and what it looks for modules in.
import fs from "node:fs";

const [settings, ...words] = process.argv.slice(2);
const { pyodide, folders, path, home } = JSON.parse(fs.readFileSync(settings, "utf8"));
const ledger = process.env.TOCSIN_LEDGER.replace(/^sqlite:\/{3}(.*)\/[^/]*$/, "$1");
const { loadPyodide } = await import(pyodide);
const python = await loadPyodide({ env: { ...process.env, HOME: "/tmp" } });
const to = (stream) => ({ write: (bytes) => fs.writeSync(stream, bytes) });
python.setStdout(to(1));
python.setStderr(to(2));
for (const folder of [...folders, ledger]) {
  python.FS.mkdirTree(folder);
  python.FS.mount(python.FS.filesystems.NODEFS, { root: folder }, folder);
}
python.FS.chdir(home);
python.globals.set("path", python.toPy(path));
python.globals.set("words", python.toPy(words));
try {
  python.runPython(`
import sys
sys.path[:0] = path
sys.argv = ["tocsin", *words]
from tocsin.cli.main import run
run()
`);
} catch (error) {
  if (typeof error.status !== "number") throw error;
  process.exitCode = error.status; // how a program that ends itself is told
}
