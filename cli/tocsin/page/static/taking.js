// What comes in and goes out by the reader's own hand: his copy of the document, the case, a brief, a certificate.

export function wireTakingAway(engine, complain, linked, opened) {
  for (const each of document.querySelectorAll("[data-export]"))
    each.addEventListener("click", async () => {
      try {
        const { name, type, text } = await engine.ask("export", { kind: each.dataset.export });
        save(name, type, text);
      } catch (error) {
        complain(error.message);
      }
    });
  wireFile("copy", complain, async ({ name, text }) => {
    linked((await engine.ask("document", { text, name })).sentences);
    document.getElementById("copy-said").textContent = `${name}: your own copy, the text that was encoded.`;
  });
  wireFile("case", complain, async (file) => opened(await engine.ask("open", file)));
  document.getElementById("link").addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(location.href);
      document.getElementById("status").textContent = "The address of this view is copied.";
    } catch {
      complain("The address bar holds the link to this view.");
    }
  });
}

function save(name, type, text) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  Object.assign(link, { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

function wireFile(id, complain, take) {
  const box = document.getElementById(id);
  box.addEventListener("change", async () => {
    const [file] = box.files;
    if (!file) return;
    try {
      const text = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
      await take({ text, name: file.name });
      complain("");
    } catch (error) {
      complain(error instanceof TypeError ? `${file.name} is no text in UTF-8` : error.message);
    }
    box.value = "";
  });
}
