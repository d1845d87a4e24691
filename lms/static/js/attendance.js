// The attendance page. It counts as one ticks («9 her, 1 delvis, 2 ikke her.»), hands each mark to marks.js, which keeps it
// until the server has it, and says how many wait. Without this file the form is saved by its button.

const PAGES = "likevel-gathering:";
const REST = 1200;
const form = document.querySelector("form[data-marks]");
const count = document.querySelector("[data-attendance-count]");
const status = document.querySelector("[data-marks-say]");
const planned = Number(form.dataset.planned);
const person = document.querySelector("script[data-person]").dataset.person;
const rows = [...form.querySelectorAll("[data-place]")];
const pressed = new Set();

// --- the rows

const chosen = (row) => row.querySelector("input[type=radio]:checked")?.value;
const box = (row) => row.querySelector(".lm-minutes input");

/** The minutes a row stands for; null while «partly» lacks a number that fits. */
function minutesOf(row) {
  if (chosen(row) !== "partly") return chosen(row) === "here" ? planned : 0;
  const typed = box(row).value.trim();
  return /^\d+$/.test(typed) && Number(typed) <= planned ? Number(typed) : null;
}

function recount() {
  const number = (value) => rows.filter((row) => chosen(row) === value).length;
  count.textContent = count.dataset.words
    .replace("{here}", number("here"))
    .replace("{partly}", number("partly"))
    .replace("{not_here}", number("not_here"));
}

function show(row, minutes) {
  const value = minutes >= planned ? "here" : minutes ? "partly" : "not_here";
  row.querySelector(`input[value="${value}"]`).checked = true;
  if (value === "partly") box(row).value = minutes;
}

// --- handing on

const address = form.dataset.marks;
const mark = (row, body) => document.dispatchEvent(new CustomEvent("likevel:mark", { detail: { address, row, body } }));
const send = (more = {}) => document.dispatchEvent(new CustomEvent("likevel:send", { detail: { address, ...more } }));

function press(row, untouched = false) {
  const minutes = minutesOf(row);
  if (minutes === null) return false;
  const place = Number(row.dataset.place);
  mark(String(place), { place, minutes, untouched });
  return true;
}

/** What was done together, with who did not join in and who were a pair. Of a long list, it is about the people on this page. */
function together() {
  for (const tick of form.querySelectorAll("input[name=together]:checked")) {
    const ticked = (name) => [...form.querySelectorAll(`input[name="${name}_${tick.value}"]:checked`)].map((one) => Number(one.value));
    const body = { activity: tick.value, without: ticked("without"), pair: ticked("pair") };
    if (form.dataset.page) body.among = rows.map((row) => Number(row.dataset.place));
    mark(["together", tick.value, form.dataset.page].filter(Boolean).join(":"), body);
  }
}

function lackingMinutes() {
  const row = rows.find((one) => minutesOf(one) === null);
  if (row) {
    say("minutes", 0, planned);
    box(row).focus();
  }
  return Boolean(row);
}

form.addEventListener("change", (event) => {
  recount();
  const row = event.target.closest("[data-place]");
  if (!row) return;
  pressed.add(row);
  if (event.target.value === "partly") box(row).focus();
  if (press(row)) send({ pause: REST });
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (lackingMinutes()) return;
  for (const row of rows) if (!pressed.has(row)) press(row, true);
  together();
  send({ finished: true });
});

// --- saying what happened: politely, and only what is new

let said = "";

function say(name, left = 0, words = "") {
  const which = left === 1 && form.querySelector(`template[data-say="${name}_one"]`) ? `${name}_one` : name;
  if (said === which + left + words) return;
  said = which + left + words;
  const saying = form.querySelector(`template[data-say="${which}"]`).content.cloneNode(true);
  for (const [what, value] of [["[data-left]", left], ["[data-words]", words]]) {
    const place = saying.querySelector(what);
    if (place) place.textContent = value;
  }
  status.replaceChildren(saying);
}

/** Why something was not kept, with the way to what stands – but for whom the page opens no more. */
function refuse(words, answer) {
  say("refused", 0, words);
  if (answer.stays) status.querySelector("a")?.remove();
}

document.addEventListener("likevel:marks", ({ detail }) => {
  if (detail.address !== address) return;
  const named = detail.answer.marks ?? [];
  const refusals = named.map((one) => one.refusal).filter(Boolean);
  if (refusals.length) refuse([...new Set(refusals)].join(" "), detail.answer);
  else if (detail.answer.state === "refused" || detail.answer.state === "unreadable") refuse(detail.answer.words ?? "", detail.answer);
  else if (["logged_out", "not_recording"].includes(detail.answer.state)) say(detail.answer.state, detail.left);
  else if (detail.left) say(detail.unkept ? "unkept" : "waiting", detail.left);
  else if (detail.answer.state !== "kept") say("offline");
  else if (named.some((one) => one.outdated)) say("outdated");
  else if (detail.finished && !detail.answer.stays) location.href = form.dataset.back;
  else if (named.length) {
    say("sent", 0, detail.answer.words);
    clearTimeout(keeping);
    keeping = setTimeout(keepPage, REST);
  }
});

// --- opening this list again without a net: a copy of it alone, with its other pages where it has more than one, until
// the gathering is over or one logs out

let keeping;
const addressOf = (number) => location.pathname + (number > 1 ? `?side=${number}` : "");

/** The page as the server gives it to be kept, or nothing when it did not come or led elsewhere. */
async function asked(address) {
  const reply = await fetch(address, { credentials: "same-origin", headers: { "Kept-Copy": "1" } }).catch(() => null);
  return reply?.ok && !reply.redirected ? reply : null;
}

async function keepPage() {
  if (!("serviceWorker" in navigator) || !("caches" in window) || Number(form.dataset.keptUntil) < Date.now()) return;
  const own = addressOf(Number(form.dataset.page ?? 1));
  const reply = await asked(own);
  if (!reply) return;
  const name = `${PAGES}${person}:${form.dataset.keptUntil}:${location.pathname}`;
  for (const other of await caches.keys()) if (other.startsWith(PAGES) && other !== name) await caches.delete(other);
  const cache = await caches.open(name);
  await cache.put(own, reply);
  const parts = performance.getEntriesByType("resource").map((entry) => new URL(entry.name));
  const files = parts.filter((part) => part.origin === location.origin && /^\/(static|stil)\//.test(part.pathname));
  await Promise.all(files.map((file) => cache.add(file.pathname).catch(() => {})));
  for (let number = 1; number <= Number(form.dataset.pages ?? 1); number += 1) await keepOther(cache, addressOf(number));
}

/** Another page of the same list, so that the whole gathering can be gone through without a net. */
async function keepOther(cache, address) {
  const reply = (await cache.match(address)) ? null : await asked(address);
  if (reply) await cache.put(address, reply);
}

/** What waits from an earlier visit stands in the rows as it was pressed. */
function takeUp() {
  const prefix = `likevel-marks:${person}:${address}:`;
  for (const row of rows) {
    let found = null;
    try {
      found = JSON.parse(localStorage.getItem(prefix + row.dataset.place));
    } catch {
      return;
    }
    if (found && !found.body.untouched) {
      show(row, found.body.minutes);
      pressed.add(row);
      if (found.body.minutes > planned) press(row); // the gathering has been made shorter since
    }
  }
}

/** Whoever comes back from the screen where people check in sees who has, and not the page as they left it. */
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

takeUp();
recount();
send();
if ("serviceWorker" in navigator) navigator.serviceWorker.register(form.dataset.worker).then(keepPage, () => {});
