// The derivation graph of one conclusion: what supports stands below; a fact folds what lies under it.

import { h, s } from "./dom.js";

const [WIDE, TALL, GAP, LEVEL] = [190, 62, 18, 104];

export function drawGraph(explanation, store) {
  const nodes = new Map(explanation.nodes.map((node) => [node.id, node]));
  const folded = new Set(explanation.nodes.filter((node) => node.steps.length && node.id !== explanation.fact).map((node) => node.id));
  const frame = h("div", { class: "graph", tabindex: "0", role: "group", "aria-label": "Derivation graph: what supports stands below" });
  const draw = () => {
    const levels = layout(nodes, explanation.fact, folded);
    frame.replaceChildren(picture(nodes, levels, explanation.fact, folded, draw, store));
  };
  draw();
  return frame;
}

// Each fact as deep as its longest way from the conclusion, and beside its users.
function layout(nodes, root, folded) {
  const depth = new Map([[root, 0]]);
  const path = new Set();
  const visit = (id, level) => {
    if (path.has(id)) return;
    depth.set(id, Math.max(level, depth.get(id) ?? 0));
    if (folded.has(id)) return;
    path.add(id);
    for (const premise of premises(nodes, id)) if (level < 12) visit(premise, level + 1);
    path.delete(id);
  };
  visit(root, 0);
  const levels = [];
  for (const [id, level] of depth) (levels[level] ??= []).push(id);
  const place = new Map();
  for (const found of levels) {
    const users = (id) => [...place].filter(([user]) => !folded.has(user) && premises(nodes, user).includes(id)).map(([, at]) => at);
    const centre = (id) => {
      const at = users(id);
      return at.length ? at.reduce((sum, each) => sum + each, 0) / at.length : 0;
    };
    found.map((id) => [centre(id), id]).sort(([one], [other]) => one - other).forEach(([, id], at) => place.set(id, (at - (found.length - 1) / 2) * (WIDE + GAP)));
  }
  return { depth, place, count: levels.length, widest: Math.max(...levels.map((each) => each.length)) };
}

function premises(nodes, id) {
  return [...new Set((nodes.get(id)?.steps ?? []).flatMap((step) => step.premises.map((each) => each.fact)))];
}

function picture(nodes, { depth, place, count, widest }, root, folded, draw, store) {
  const width = widest * (WIDE + GAP) + GAP;
  const height = count * LEVEL;
  const drawing = s("svg", { viewBox: `${-width / 2} 0 ${width} ${height}`, width, height, role: "presentation" });
  for (const [id] of depth) {
    if (folded.has(id)) continue;
    for (const premise of premises(nodes, id)) {
      if (!depth.has(premise) || depth.get(premise) <= depth.get(id)) continue;
      const [x, y, to, down] = [place.get(id), depth.get(id) * LEVEL + TALL + 6, place.get(premise), depth.get(premise) * LEVEL + 6];
      drawing.append(s("path", { d: `M${to} ${down} C${to} ${(y + down) / 2} ${x} ${(y + down) / 2} ${x} ${y}` }));
    }
  }
  for (const [id, level] of depth) drawing.append(box(nodes, id, place.get(id), level * LEVEL + 6, root, folded, draw, store));
  return drawing;
}

function box(nodes, id, x, y, root, folded, draw, store) {
  const node = nodes.get(id);
  const opens = node.steps.length > 0 && id !== root;
  const act = () => {
    if (!opens) return store.show({ fact: id });
    if (!folded.delete(id)) folded.add(id);
    draw();
  };
  const style = node.given ? "given" : node.qualifier;
  const text = node.sentence ?? node.fact;
  const words = opens ? `${text} (${folded.has(id) ? "unfold" : "fold"})` : text;
  const group = s("g", { class: `box ${style}`, transform: `translate(${x - WIDE / 2} ${y})`, tabindex: 0, role: "button", "aria-label": words, onclick: act, onkeydown: (event) => ["Enter", " "].includes(event.key) && (event.preventDefault(), act()) });
  const title = s("title");
  title.textContent = text;
  group.append(title, s("rect", { width: WIDE, height: TALL, rx: 6 }));
  lines(text, 26, 3).forEach((line, at) => {
    const said = s("text", { x: 9, y: 18 + at * 15 });
    said.textContent = line;
    group.append(said);
  });
  if (opens) {
    const mark = s("text", { x: WIDE - 16, y: TALL - 6, class: "fold" });
    mark.textContent = folded.has(id) ? "+" : "−";
    group.append(mark);
  }
  return group;
}

function lines(text, width, most) {
  const found = [""];
  for (const word of text.replaceAll("(", " (").split(/\s+/)) {
    const line = found.at(-1);
    if (!line) found[found.length - 1] = word;
    else if (line.length + word.length < width) found[found.length - 1] = `${line} ${word}`;
    else found.push(word);
  }
  const shown = found.slice(0, most).map((line) => (line.length > width ? `${line.slice(0, width - 1)}…` : line));
  if (found.length > most) shown[most - 1] = `${shown[most - 1].slice(0, width - 2)}…`;
  return shown;
}
