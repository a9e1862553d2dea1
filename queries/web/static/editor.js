// The editor of the query pages: colours under a textarea, completion of our terms, examples at a click.
// Without scripts the textarea, the buttons and the examples are there as they are.
"use strict";

const area = document.getElementById("query");
const shown = document.getElementById("shown");
const list = document.getElementById("completions");
const terms = JSON.parse(document.getElementById("terms").textContent);
const MOST = 12;
const keywords = new Set(terms.filter((term) => /^[A-Z ]+$/.test(term)).flatMap((term) => term.split(" ")));
const names = new Set(terms);
// Comment, string, variable or parameter, number, word: in this order, as both languages write them. `#` begins a comment in
// SPARQL, `//` in Cypher; an IRI between angles is a name.
const TOKEN = /(#[^\n]*|\/\/[^\n]*)|("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|([?$][\w\u3400-\u9fff]+)|\b(\d+(?:\.\d+)?)\b|(<[^<>\s]*>)|([A-Za-z_][\w-]*(?::[\w-]*)?)/g;

function kind(match) {
  if (match[1] !== undefined) return "comment";
  if (match[2] !== undefined) return "string";
  if (match[3] !== undefined) return "variable";
  if (match[4] !== undefined) return "number";
  if (match[5] !== undefined) return "name";
  if (keywords.has(match[6].toUpperCase())) return "keyword";
  return names.has(match[6]) ? "name" : null;
}

// Text goes in as text: no markup is ever made of it.
function colour() {
  const text = area.value;
  const pieces = document.createDocumentFragment();
  let at = 0;
  for (const match of text.matchAll(TOKEN)) {
    const found = kind(match);
    if (found === null) continue;
    pieces.append(text.slice(at, match.index));
    const piece = document.createElement("span");
    piece.className = `tok-${found}`;
    piece.textContent = match[0];
    pieces.append(piece);
    at = match.index + match[0].length;
  }
  pieces.append(text.slice(at), "\n");
  shown.replaceChildren(pieces);
  shown.scrollTop = area.scrollTop;
}

function word() {
  const before = area.value.slice(0, area.selectionStart);
  const match = before.match(/[A-Za-z_][\w:]*$/);
  return match === null ? "" : match[0];
}

function close() {
  list.hidden = true;
  list.replaceChildren();
  area.removeAttribute("aria-activedescendant");
}

function offer() {
  const begun = word().toLowerCase();
  const fitting = begun.length < 2 ? [] : terms.filter((term) => {
    const low = term.toLowerCase();
    return low !== begun && (low.startsWith(begun) || low.startsWith(`zm:${begun}`));
  }).slice(0, MOST);
  close();
  fitting.forEach((term, number) => {
    const item = document.createElement("li");
    item.id = `completion-${number}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", String(number === 0));
    item.textContent = term;
    item.addEventListener("mousedown", (event) => { event.preventDefault(); take(term); });
    list.append(item);
  });
  list.hidden = fitting.length === 0;
  if (!list.hidden) area.setAttribute("aria-activedescendant", "completion-0");
}

function take(term) {
  const end = area.selectionStart;
  const begin = end - word().length;
  area.setRangeText(term, begin, end, "end");
  close();
  colour();
}

function move(step) {
  const items = [...list.children];
  const now = items.findIndex((item) => item.getAttribute("aria-selected") === "true");
  const next = (now + step + items.length) % items.length;
  items.forEach((item, number) => item.setAttribute("aria-selected", String(number === next)));
  items[next].scrollIntoView({ block: "nearest" });
  area.setAttribute("aria-activedescendant", items[next].id);
}

area.addEventListener("input", () => { colour(); offer(); });
area.addEventListener("scroll", () => { shown.scrollTop = area.scrollTop; });
area.addEventListener("blur", close);
area.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    area.form.requestSubmit();
    return;
  }
  if (list.hidden) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    move(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Tab" || event.key === "Enter") {
    event.preventDefault();
    take(list.querySelector("[aria-selected=true]").textContent);
  } else if (event.key === "Escape") {
    close();
  }
});
for (const button of document.querySelectorAll("button.take")) {
  button.addEventListener("click", () => {
    area.value = button.closest("details").querySelector("pre").textContent;
    colour();
    area.focus();
    area.scrollIntoView({ block: "center" });
  });
}
for (const hidden of document.querySelectorAll(".script")) hidden.hidden = false;
area.parentElement.classList.add("live");
colour();
