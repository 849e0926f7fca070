// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later
"use strict";
(() => {
const find = (id) => document.getElementById(id);
const all = (selector, from = document) => Array.from(from.querySelectorAll(selector));
const root = document.documentElement;
const body = find("table").tBodies[0];
const rows = Array.from(body.rows);
const STEP = 500;
let limit = STEP, task = "", states = new Set();

// Words of a row are looked for in small letters; they are read once.
const words = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
const ranks = new Map(all(".chip").map((chip, rank) => [chip.dataset.state, rank]));

function fits(row, wanted) {
  return (!states.size || states.has(row.dataset.s)) && (!task || row.dataset.t === task)
    && wanted.every((word) => words.get(row).includes(word));
}

function show() {
  const wanted = find("words").value.toLowerCase().split(/\s+/).filter(Boolean);
  let fitting = 0;
  for (const row of rows) {
    const fit = fits(row, wanted);
    fitting += fit;
    row.hidden = !fit || fitting > limit;
    if (row.hidden) close(row);
  }
  const shown = Math.min(fitting, limit);
  find("shown").value = shown === rows.length ? `${rows.length.toLocaleString("en")} hosts`
    : `${shown.toLocaleString("en")} of ${rows.length.toLocaleString("en")} hosts`;
  find("none").hidden = fitting > 0;
  find("more").hidden = fitting <= limit;
  find("more").firstElementChild.textContent = `Show ${Math.min(STEP, fitting - limit).toLocaleString("en")} more of ${(fitting - shown).toLocaleString("en")}`;
  for (const chip of all(".chip")) chip.setAttribute("aria-pressed", states.has(chip.dataset.state));
}

function reset() {
  limit = STEP; task = ""; states.clear(); find("words").value = "";
  show();
}

function close(row) {
  const next = row.nextElementSibling;
  if (!next || !next.classList.contains("more-of")) return false;
  next.remove();
  row.classList.remove("open");
  row.querySelector("a").setAttribute("aria-expanded", "false");
  return true;
}

function open(row) {
  const link = row.querySelector("a");
  const detail = find(link.hash.slice(1)).cloneNode(true);
  detail.id = "";
  const more = body.insertRow(row.rowIndex);
  more.className = "more-of";
  const cell = more.insertCell();
  cell.colSpan = row.cells.length;
  cell.append(detail);
  row.classList.add("open");
  link.setAttribute("aria-expanded", "true");
}

const keys = [
  (row) => row.cells[0].textContent,
  (row) => ranks.get(row.dataset.s),
  ...[2, 3, 4, 5].map((at) => (row) => row.cells[at].textContent),
  (row) => row.cells[6].firstElementChild ? row.cells[6].firstElementChild.dateTime : "",
];
const order = new Intl.Collator("en", {numeric: true}).compare;

function sort(head) {
  const column = Number(head.dataset.column);
  const down = head.getAttribute("aria-sort") === "ascending";
  for (const other of all("th[data-column]")) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  const key = new Map(rows.map((row) => [row, keys[column](row)]));
  const compare = column === 1 ? (a, b) => a - b : order;
  rows.sort((a, b) => (down ? -1 : 1) * compare(key.get(a), key.get(b)));
  rows.forEach(close);
  body.append(...rows);
  show();
}

async function copy(button) {
  const code = button.previousElementSibling;
  try {
    await navigator.clipboard.writeText(code.textContent);
    button.textContent = "Copied";
  } catch {
    getSelection().selectAllChildren(code);
    button.textContent = "Selected";
  }
  setTimeout(() => { button.textContent = "Copy"; }, 1500);
}

const dark = () => root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
function theme(name) {
  if (name === "dark" || name === "light") root.dataset.theme = name;
  find("theme").textContent = dark() ? "Light" : "Dark";
}
function kept(name) {
  try {
    if (name) localStorage.setItem("hardening.yama.theme", name);
    return localStorage.getItem("hardening.yama.theme");
  } catch {
    return name;
  }
}

for (const head of all("th[data-column]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = head.textContent;
  button.addEventListener("click", () => sort(head));
  head.replaceChildren(button);
}
for (const row of rows) row.querySelector("a").setAttribute("aria-expanded", "false");
for (const each of all("#tools, #search, .link, .copy")) each.hidden = false;
for (const chip of all(".chip")) chip.disabled = false;
document.addEventListener("click", (event) => {
  const button = event.target.closest("button, a");
  if (!button) return;
  const row = button.closest("#table tbody tr:not(.more-of)");
  if (row && button.tagName === "A") {
    event.preventDefault();
    if (!close(row)) open(row);
  } else if (button.classList.contains("chip")) {
    if (!states.delete(button.dataset.state)) states.add(button.dataset.state);
    task = ""; limit = STEP;
    show();
  } else if (button.dataset.task) {
    reset();
    task = button.dataset.task;
    show();
    find("hosts").scrollIntoView();
    find("hosts").focus();
  } else if (button.classList.contains("copy")) {
    copy(button);
  } else if (button.id === "theme") {
    theme(kept(dark() ? "light" : "dark"));
  } else if (button.id === "print") {
    print();
  } else if (button.id === "again") {
    reset();
  } else if (button.parentElement.id === "more") {
    limit += STEP;
    show();
  }
});
let waiting;
find("words").addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => { limit = STEP; task = ""; show(); }, rows.length > 2000 ? 200 : 30);
});
find("search").addEventListener("submit", (event) => event.preventDefault());
find("search").addEventListener("reset", (event) => { event.preventDefault(); reset(); });

// On paper are all hosts that fit, and the details of those that are not right.
let opened = [], before = limit;
addEventListener("beforeprint", () => {
  before = limit; limit = Infinity;
  show();
  opened = all(".kind:not([open])").filter((kind) => !kind.querySelector("summary").matches(".compliant, .not_applicable, .unreachable")).slice(0, 60);
  for (const kind of opened) kind.open = true;
});
addEventListener("afterprint", () => {
  limit = before;
  for (const kind of opened) kind.open = false;
  show();
});
theme(kept());
show();
})();
