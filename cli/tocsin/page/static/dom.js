// Elements made of names and texts. What is said is always text, never markup.

export function h(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "value" || key === "checked") element[key] = value;
    else element.setAttribute(key, value === true ? "" : String(value));
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export function counted(number, one, many = `${one}s`) {
  return `${number} ${number === 1 ? one : many}`;
}

export function s(name, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, String(value));
  }
  element.append(...children);
  return element;
}

export function fill(target, ...children) {
  const element = typeof target === "string" ? document.getElementById(target) : target;
  element.replaceChildren(...children.flat(Infinity).filter(Boolean));
}

const CLASSES = { certain: "certain", likely: "likely", possible_strengthened: "strengthened", possible: "possible" };

// How strongly something follows, as a label whose border tells it apart without colour.
export function tag(qualifier, words) {
  return h("span", { class: `tag ${CLASSES[qualifier] ?? "none"}` }, words);
}

// Keeps the focus on what a reader works with while the list around it is drawn again.
export function keepingFocus(draw) {
  const held = document.activeElement?.dataset?.key;
  draw();
  if (held) document.querySelector(`[data-key="${CSS.escape(held)}"]`)?.focus({ preventScroll: true });
}
