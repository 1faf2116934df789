"use strict";
// Sorts and filters the list, and describes the heat map cell under the pointer. Text is set by textContent only.
const list = document.querySelector("#list tbody");
const rows = [...list.rows];
const places = new Map(rows.map((row, place) => [row, place]));
const words = new Map(
  document.getElementById("statuses").dataset.words.split("|").map((entry) => entry.split("=")),
);
const cells = rows.map(
  (row) => new Map(row.dataset.c.split(" ").filter(Boolean).map((entry) => entry.split(":"))),
);
const mistakes = rows.map((row) => new Set(row.dataset.m.split(" ")));
document.documentElement.classList.add("scripted");

// ---- sorting: empty cells come last in both directions
const compare = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" }).compare;
const heads = [...document.querySelectorAll("#list .sort")];
for (const button of heads) {
  button.addEventListener("click", () => {
    const column = Number(button.dataset.column);
    const head = button.closest("th");
    const down = head.ariaSort === "ascending" || (head.ariaSort === "none" && column > 0);
    for (const other of heads) other.closest("th").ariaSort = "none";
    head.ariaSort = down ? "descending" : "ascending";
    const keyed = rows.map((row) => [row.cells[column].textContent, row]);
    const order = column === 0 ? compare : (a, b) => a - b;
    keyed.sort(([a, one], [b, other]) => {
      if ((a === "") !== (b === "")) return a === "" ? 1 : -1;
      return (down ? order(b, a) : order(a, b)) || places.get(one) - places.get(other);
    });
    list.append(...keyed.map(([, row]) => row));
  });
}

// ---- filtering
const byName = document.getElementById("f-name");
const byProblem = document.getElementById("f-problem");
const byMistake = document.getElementById("f-mistake");
const shown = document.getElementById("shown");
const folded = rows.map((row) => row.cells[0].textContent.normalize("NFKC").toLowerCase());
function filter() {
  const name = byName.value.normalize("NFKC").toLowerCase().trim();
  let count = 0;
  rows.forEach((row, place) => {
    const fits =
      folded[place].includes(name) &&
      (!byProblem?.value || cells[place].has(byProblem.value)) &&
      (!byMistake?.value || mistakes[place].has(byMistake.value));
    row.hidden = !fits;
    count += fits;
  });
  shown.textContent = `${count} of ${rows.length} shown`;
}
const form = byName.form;
form.addEventListener("input", filter);
document.getElementById("clear").addEventListener("click", () => {
  form.reset();
  filter();
});
form.addEventListener("submit", (event) => event.preventDefault());
for (const button of document.querySelectorAll("[data-mistake]")) {
  button.addEventListener("click", () => {
    form.reset();
    byMistake.value = button.dataset.mistake;
    filter();
    document.getElementById("students").scrollIntoView();
    byMistake.focus({ preventScroll: true });
  });
}
const more = document.getElementById("more");
more?.addEventListener("click", () => {
  const open = document.documentElement.classList.toggle("all-mistakes");
  more.ariaExpanded = String(open);
  if (open) more.textContent = "Show fewer";
  else more.textContent = `Show all ${document.querySelectorAll("[data-mistake]").length} mistakes`;
});

// ---- heat maps
for (const figure of document.querySelectorAll(".heat")) {
  const students = figure.dataset.rows.split(" ").map(Number);
  const questions = figure.dataset.questions.split(" ");
  const [left, top, width, height] = ["left", "top", "width", "height"].map((side) => Number(figure.dataset[side]) / 100);
  const map = figure.querySelector(".map");
  const cursor = figure.querySelector(".cursor");
  const said = figure.querySelector("output");
  let at = null;
  const go = (line, column) => {
    at = [
      Math.min(Math.max(line, 0), students.length - 1),
      Math.min(Math.max(column, 0), questions.length - 1),
    ];
    const row = rows[students[at[0]]];
    const code = cells[students[at[0]]].get(figure.dataset.problem)[at[1]];
    said.textContent = `${row.cells[0].textContent}, ${questions[at[1]]}: ${words.get(code)}`;
    cursor.hidden = false;
    cursor.style.left = `${100 * (left + (width * at[1]) / questions.length)}%`;
    cursor.style.top = `${100 * (top + (height * at[0]) / students.length)}%`;
    cursor.style.width = `${(100 * width) / questions.length}%`;
    cursor.style.height = `max(3px, ${(100 * height) / students.length}%)`;
  };
  const open = () => {
    if (at) location.href = rows[students[at[0]]].querySelector("a").href;
  };
  const under = (event) => {
    const box = map.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width - left) / width;
    const y = ((event.clientY - box.top) / box.height - top) / height;
    return x >= 0 && x < 1 && y >= 0 && y < 1
      ? [Math.floor(y * students.length), Math.floor(x * questions.length)]
      : null;
  };
  map.addEventListener("pointermove", (event) => {
    const cell = under(event);
    map.classList.toggle("over", cell !== null);
    if (cell) go(...cell);
  });
  map.addEventListener("click", (event) => {
    const cell = under(event);
    if (!cell) return;
    go(...cell);
    open();
  });
  figure.addEventListener("keydown", (event) => {
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (step) go(at ? at[0] + step[0] : 0, at ? at[1] + step[1] : 0);
    else if (event.key === "Home") go(0, 0);
    else if (event.key === "End") go(students.length - 1, 0);
    else if (event.key === "Enter") open();
    else return;
    event.preventDefault();
  });
}
