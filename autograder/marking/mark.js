"use strict";
// The page on which to mark. What students and graders wrote arrives as text, or as HTML that the server has cleaned;
// the content policy lets nothing run but this file.
const $ = (id) => document.getElementById(id);
const token = document.body.dataset.token;
let question = "", piles = [], marks = {}, rubric = [], counts = {}, names = null, most = 0, tick = 0, now = 0, loads = 0;

function make(tag, text, attributes) {
  const node = document.createElement(tag);
  if (text !== undefined) node.textContent = text;
  return Object.assign(node, attributes);
}

function show(id, text, ...buttons) {
  $(id).replaceChildren(text, ...buttons);
  $(id).hidden = !text;
}
const notice = (text) => { show("notice", text); $("told").textContent = text; };
const offline = (text) => show("offline", text);

async function get(path, more) {
  const reply = await fetch(`/api/${path}?${new URLSearchParams(more)}`);
  if (!reply.ok) throw new Error(reply.status === 403 ? "open the address that autograder mark prints" : await reply.text());
  return reply.json();
}

// Send until the server has stored it: a click is never lost, it waits and says so.
async function post(action, said) {
  for (;;) {
    let reply;
    try {
      reply = await fetch(`/api/${action}`, {
        method: "POST", body: JSON.stringify(said),
        headers: { "Content-Type": "application/json", "X-Autograder-Token": token },
      });
    } catch {
      offline("Not stored yet: the server does not answer. This page tries again.");
      await new Promise((wake) => setTimeout(wake, 1000));
      continue;
    }
    offline("");
    if (reply.status === 403) {
      notice("Not stored: the server was started again. Open the address that it prints now.");
      return null;
    }
    const found = await reply.json();
    if (reply.ok) { notice(""); return found; }
    if (reply.status === 409) return { conflict: found.now };
    notice(`Not stored: ${found.error}.`);
    return null;
  }
}

const by = () => $("by").value.trim() || "somebody";
const cardsOf = (pile) => pile.cards.concat(...pile.variants.map((v) => v.cards));
const markOf = (pile) => {
  const found = cardsOf(pile).map((card) => marks[card]).filter(Boolean);
  return found.find((mark) => mark.points !== null) || found[0];
};
// A mark of another grader counts as seen once it has been on the page for a moment: a key that is pressed as it arrives
// was not meant to replace it.
const NOTICED = 1000;
const arrived = {};
const seenOf = (pile) => Math.max(0, ...cardsOf(pile).map((card) => {
  const late = arrived[`${question} ${card}`];
  return late && performance.now() - late.when < NOTICED ? late.before : (marks[card] || { number: 0 }).number;
}));
const isUnread = (pile) => cardsOf(pile).some((card) => !marks[card] || marks[card].points === null);
const differ = (pile) => new Set(cardsOf(pile).map((c) => marks[c] ? `${marks[c].points} ${marks[c].items} ${marks[c].comment}` : "")).size > 1;
const shown = (points) => String(Math.round(points * 100) / 100);

function take(state) {
  if (!state || !state.marks) return;
  if (!state.piles) for (const [card, mark] of Object.entries(state.marks)) {
    const before = (marks[card] || { number: 0 }).number;
    if (mark.number > before && mark.by !== by()) arrived[`${question} ${card}`] = { before, when: performance.now() };
  }
  ({ marks, rubric, counts, tick } = state);
  if (state.piles) { piles = state.piles; most = state.most; now = Math.min(now, Math.max(0, piles.length - 1)); drawAnswers(); }
  else piles.forEach(drawMark);
  drawPanel();
  drawCounts();
}

function drawCounts() {
  const [done, all] = counts[question] || [0, 0];
  $("progress").textContent = `${done} of ${all} marked`;
  for (const option of $("question").options) {
    const [n, of] = counts[option.value] || [0, 0];
    option.textContent = `${option.dataset.title} (${n}/${of})`;
  }
}

function drawAnswers() {
  $("answers").replaceChildren(...piles.map((pile, place) => {
    const node = make("article");
    const text = make("div", undefined, { className: "text markdown", dir: "auto" });
    text.innerHTML = pile.html;
    pile.top = make("div", undefined, { className: "top" });
    pile.said = make("div", undefined, { className: "said text", dir: "auto", hidden: true });
    const near = pile.variants.map((variant) => {
      const line = make("div", undefined, { className: "near", dir: "auto" });
      for (const [word, same] of variant.text) line.append(same ? word : make("mark", word), " ");
      return line;
    });
    node.append(pile.top, text, ...near, pile.said);
    node.addEventListener("click", () => go(place, false));
    pile.node = node;
    drawMark(pile);
    return node;
  }));
}

function drawMark(pile) {
  const cards = cardsOf(pile), mark = markOf(pile), unread = isUnread(pile);
  const who = cards.length === 1 ? String(cards[0]) : `${cards.length} answers: ${cards.slice(0, 6).join(", ")}${cards.length > 6 ? ", …" : ""}`;
  const points = !mark || mark.points === null ? "unread" : `${shown(mark.points)} of ${shown(most)}${unread ? ", some unread" : differ(pile) ? ", not all alike" : ""}`;
  pile.top.replaceChildren(make("b", who));
  if (names) pile.top.append(make("span", cards.slice(0, 6).map((card) => names[card]).join(", "), { dir: "auto" }));
  pile.top.append(make("span", mark && mark.points !== null ? `${points}, ${mark.by}` : points, { className: "mark" }));
  pile.node.classList.toggle("unread", unread);
  const items = mark ? mark.items.map((i) => rubric.find((r) => r.item === i)).filter(Boolean) : [];
  pile.said.replaceChildren(...items.map((r) => make("div", `${r.worth >= 0 ? "+" : ""}${r.worth}: ${r.text}`)));
  if (mark && mark.html) { const html = make("div", undefined, { className: "markdown comment" }); html.innerHTML = mark.html; pile.said.append(html); }
  pile.said.hidden = !pile.said.childNodes.length;
  pile.node.hidden = $("unread").checked && !unread && piles[now] !== pile;
}

function drawPanel() {
  const pile = piles[now];
  piles.forEach((one) => one.node.classList.toggle("now", one === pile));
  const mark = pile && markOf(pile);
  $("which").textContent = pile ? (cardsOf(pile).length === 1 ? `Answer ${pile.cards[0]}` : `${cardsOf(pile).length} answers, one mark`) : "No answer";
  $("state").textContent = mark && mark.points !== null ? `${shown(mark.points)} of ${shown(most)}, by ${mark.by}` : "unread";
  $("most").textContent = `of ${shown(most)}`;
  if (document.activeElement !== $("points")) $("points").value = mark && mark.points !== null ? shown(mark.points) : "";
  if (document.activeElement !== $("comment")) { $("comment").value = mark ? mark.comment : ""; $("preview").innerHTML = mark ? mark.html : ""; }
  if ($("rubric").contains(document.activeElement) && document.activeElement.tagName !== "BUTTON") return;
  $("rubric").replaceChildren(...rubric.map((r, place) => {
    const line = make("li", undefined, { className: mark && mark.items.includes(r.item) ? "on" : "" });
    const key = make("button", place < 9 ? String(place + 1) : "·", { type: "button", title: "Give or take" });
    const worth = make("input", undefined, { value: r.worth, inputMode: "decimal", ariaLabel: `Points of item ${place + 1}` });
    const text = make("textarea", undefined, { value: r.text, rows: 1, maxLength: 4000, ariaLabel: `Text of item ${place + 1}` });
    const gone = make("button", "×", { type: "button", title: "Remove from the rubric and from all answers" });
    key.addEventListener("click", () => toggle(place));
    const change = () => change_item(r, worth.value, text.value);
    worth.addEventListener("change", change);
    text.addEventListener("change", change);
    text.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); text.blur(); } });
    gone.addEventListener("click", async () => {
      const carried = Object.values(marks).filter((m) => m.items.includes(r.item)).length;
      if (!carried || confirm(`${carried} answers carry this item. Remove it from all of them?`)) take(await post("remove", { question, item: r.item, by: by() }));
    });
    line.append(key, worth, text, gone);
    return line;
  }));
}

function number(text) {
  const value = Number(text.trim().replace(",", "."));
  return text.trim() && Number.isFinite(value) ? value : null;
}

async function change_item(r, worth, text) {
  const value = number(worth);
  if (value === null || !text.trim()) return notice("Not stored: an item needs a text, and points.");
  if (value === r.worth && text === r.text) return;
  document.activeElement.blur();
  take(await post("item", { question, item: r.item, worth: value, text, was: [r.text, r.worth], by: by() }));
  refresh();
}

// One mark for a pile; if another grader was faster, show that mark and let this one decide.
async function give(pile, points, items, comment, seen) {
  if (!pile) return;
  const said = { question, cards: cardsOf(pile), points, items, comment, by: by(), seen: seen ?? seenOf(pile) };
  const found = await post("mark", said);
  if (!found) return refresh();
  if (!found.conflict) { take(found); return; }
  Object.assign(marks, found.conflict);
  drawMark(pile);
  drawPanel();
  const theirs = Object.values(found.conflict)[0];
  const keep = make("button", "Keep it (y)", { type: "button", id: "keep" });
  const replace = make("button", "Replace it with mine (t)", { type: "button", id: "replace" });
  keep.addEventListener("click", () => show("conflict", ""));
  replace.addEventListener("click", () => { show("conflict", ""); give(pile, points, items, comment, Math.max(...Object.values(found.conflict).map((m) => m.number))); });
  const value = theirs.points === null ? "unread" : `${shown(theirs.points)} of ${shown(most)}`;
  show("conflict", `${theirs.by} was faster: ${value}${theirs.comment ? `, “${theirs.comment.slice(0, 80)}”` : ""}. Yours is not stored. `, keep, replace);
}

const current = () => (piles[now] && markOf(piles[now])) || { points: null, items: [], comment: "" };
const givePoints = (points) => give(piles[now], points, [], current().comment);

function toggle(place) {
  const r = rubric[place], mark = current();
  if (!r || !piles[now]) return;
  const items = mark.items.includes(r.item) ? mark.items.filter((i) => i !== r.item) : [...mark.items, r.item];
  give(piles[now], null, items, mark.comment);
}

function go(place, scroll = true) {
  if (place < 0 || place >= piles.length) return;
  now = place;
  if ($("unread").checked) piles.forEach(drawMark);
  drawPanel();
  if (scroll) piles[now].node.scrollIntoView({ block: "nearest" });
}

function step(by_) {
  for (let i = now + by_; i >= 0 && i < piles.length; i += by_) if (!piles[i].node.hidden) return go(i);
}

function nextUnread() {
  for (let i = 1; i <= piles.length; i++) {
    const place = (now + i) % piles.length;
    if (isUnread(piles[place])) return go(place);
  }
  notice("All answers to this question are marked.");
}

async function open(id) {
  const mine = ++loads;
  question = id; now = 0; names = null; $("names").checked = false;
  $("question").value = id;
  notice("");
  const state = await get("answers", { question });
  if (mine === loads) { take(state); watch(mine); }
}

async function refresh() {
  try { take(await get("changes", { question, tick: "" })); } catch { /* `watch` says what is wrong */ }
}

// Wait for what other graders do.
async function watch(mine) {
  while (mine === loads) {
    try {
      const state = await get("changes", { question, tick });
      offline("");
      if (mine === loads && state.tick !== tick) take(state);
    } catch (error) {
      if (mine === loads) offline(error instanceof TypeError ? "The server does not answer. What was marked is stored." : String(error.message));
      await new Promise((wake) => setTimeout(wake, 2000));
    }
  }
}

async function others() {
  const pile = piles[now];
  if (!pile) return;
  const card = pile.cards[0];
  $("whose").textContent = `Answer ${card}: the other questions`;
  $("explained").replaceChildren();
  notice("");
  const draw = (state) => $("others").replaceChildren(...state.questions.map((q) => {
    const line = make("tr"), what = make("td"), cell = make("td");
    what.append(make("code", q.asked), " ", make("span", q.words, { className: "quiet" }));
    if (q.decided !== null) what.append(make("div", `decided by ${q.by}: ${q.decided} (the machine gave ${shown(q.machine)})`, { className: "quiet", dir: "auto" }));
    const points = make("input", undefined, { value: shown(q.points), inputMode: "decimal", ariaLabel: `Points for ${q.asked}` });
    const why = make("input", undefined, { placeholder: "Why", maxLength: 4000, ariaLabel: `Reason for ${q.asked}` });
    const save = make("button", "Adjust", { type: "button" }), undo = make("button", "Undo", { type: "button", hidden: q.decided === null });
    const explain = make("button", "Explain", { type: "button" });
    const adjust = async (value, reason) => {
      const found = await post("adjust", { question, card, asked: q.asked, points: value, why: reason, by: by(), seen: q.seen });
      if (found && found.questions) draw(found);
      else if (found) { notice(`${Object.values(found.conflict)[0].by} was faster: look at the points.`); draw(await get("student", { question, card })); }
    };
    save.addEventListener("click", () => adjust(number(points.value) ?? -1, why.value));
    undo.addEventListener("click", () => adjust(null, ""));
    explain.addEventListener("click", async () => {
      $("explained").textContent = "Running …";
      const found = await post("explain", { question, card, asked: q.asked });
      $("explained").innerHTML = found ? found.html : "";
      $("explained").scrollIntoView({ block: "start" });
    });
    cell.append(points, ` of ${shown(q.most)} `, why, " ", save, " ", undo, " ", explain);
    line.append(what, cell);
    return line;
  }));
  draw(await get("student", { question, card }));
  if (!$("student").open) $("student").showModal();
}

const keys = {
  j: () => step(1), k: () => step(-1), ArrowDown: () => step(1), ArrowUp: () => step(-1), n: nextUnread,
  a: () => $("worth").focus(), p: () => $("points").select(), c: () => $("comment").focus(), u: () => givePoints(null),
  e: () => $("rubric").querySelector("input")?.select(), f: () => givePoints(most), 0: () => givePoints(0), w: others,
  x: async () => {
    const near = piles[now]?.variants.flatMap((v) => v.cards) ?? [];
    if (near.length) take(await post("apart", { question, cards: near }));
  },
  "]": () => move(1), "[": () => move(-1), r: () => $("unread").click(), o: () => $("names").click(),
  y: () => $("keep")?.click(), t: () => $("replace")?.click(), "?": () => $("help").showModal(),
};

function move(by_) {
  const option = $("question").options[$("question").selectedIndex + by_];
  if (option) open(option.value);
}

document.addEventListener("keydown", (event) => {
  const field = event.target.closest("input:not([type=checkbox]), textarea, select");
  if (event.key === "Escape" && field) return field.blur();
  if (field || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const action = /^[1-9]$/.test(event.key) ? () => toggle(Number(event.key) - 1) : keys[event.key];
  if (!action) return;
  event.preventDefault();
  action();
});
$("question").addEventListener("change", () => { open($("question").value); $("question").blur(); });
$("unread").addEventListener("change", () => piles.forEach(drawMark));
$("names").addEventListener("change", async () => {
  names = $("names").checked ? (await get("names", { question })).names : null;
  piles.forEach(drawMark);
});
$("ask").addEventListener("click", keys["?"]);
$("rest").addEventListener("click", others);
$("clear").addEventListener("click", keys.u);
$("free").addEventListener("submit", (event) => {
  event.preventDefault();
  const value = number($("points").value);
  if (value === null) return notice("Not stored: this is no number of points.");
  $("points").blur();
  givePoints(value);
});
$("add").addEventListener("submit", async (event) => {
  event.preventDefault();
  const value = number($("worth").value), text = $("text").value;
  if (value === null || !text.trim()) return notice("Not stored: an item needs a text, and points.");
  const pile = piles[now], mark = current();
  const found = await post("item", { question, text, worth: value, by: by() });
  if (!found) return;
  $("worth").value = $("text").value = "";
  document.activeElement.blur();
  take(found);
  give(pile, null, [...mark.items, found.item], mark.comment);
});
$("comment").addEventListener("change", () => {  // whoever leaves the field means what it says
  const m = current();
  give(piles[now], m.items.length ? null : m.points, m.items, $("comment").value);
});
$("comment").addEventListener("keydown", (event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) $("comment").blur(); });
let typing;
$("comment").addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(async () => { const found = await post("preview", { text: $("comment").value }); if (found) $("preview").innerHTML = found.html; }, 300);
});
try { $("by").value = localStorage.getItem("grader") || document.body.dataset.grader; } catch { $("by").value = document.body.dataset.grader; }
$("by").addEventListener("change", () => { try { localStorage.setItem("grader", by()); } catch { /* it holds for this page */ } });

(async () => {
  const { questions } = await get("overview", {});
  for (const q of questions) {
    const home = [...$("question").children].find((group) => group.label === q.problem) || make("optgroup", undefined, { label: q.problem });
    const option = make("option", q.title, { value: q.id });
    option.dataset.title = q.title;
    home.append(option);
    $("question").append(home);
  }
  if (questions.length) open(questions[0].id);
})();
