// Attendance marks wait on this device until the server has named them, in JSON (docs/decisions/0027). Loaded on every page
// of somebody who is logged in, so that what waits is sent from anywhere, and logging out leaves nothing. The page of a
// gathering (attendance.js) speaks with this file by events: «likevel:mark» and «likevel:send» come in, «likevel:marks» goes out.

const PREFIX = "likevel-marks:";
const PAGES = "likevel-gathering:";
const PATIENCE = 15000;
const FIRST_RETRY = 2000;
const SLOWEST_RETRY = 60000;
const DAYS_FOR_OTHERS = 7;
const person = document.querySelector("script[data-person]").dataset.person;

// --- the queue: one entry for each row of a gathering; a newer mark takes the place of one that is not sent yet

const inMemory = new Map();
const keyOf = (mark) => `${PREFIX}${person}:${mark.address}:${mark.row}`;

function put(mark) {
  const key = keyOf(mark);
  try {
    localStorage.setItem(key, JSON.stringify(mark));
    inMemory.delete(key);
  } catch {
    inMemory.set(key, JSON.stringify(mark));
  }
}

function stored() {
  try {
    return Object.keys(localStorage);
  } catch {
    return [];
  }
}

function get(key) {
  try {
    return JSON.parse(inMemory.get(key) ?? localStorage.getItem(key));
  } catch {
    return null;
  }
}

function forget(key) {
  inMemory.delete(key);
  try {
    localStorage.removeItem(key);
  } catch {
    // a browser that keeps nothing has nothing to forget
  }
}

const keys = () => [...new Set([...inMemory.keys(), ...stored()])].filter((key) => key.startsWith(PREFIX));
const own = () => keys().filter((key) => key.startsWith(`${PREFIX}${person}:`)).map(get).filter(Boolean).sort((a, b) => a.at - b.at);
const waiting = (address) => own().filter((mark) => mark.address === address);

/** What somebody else left on this device waits a week for them. It holds numbers, no names. */
function dropOld() {
  const tooOld = Date.now() - DAYS_FOR_OTHERS * 86400000;
  for (const key of keys()) if (!key.startsWith(`${PREFIX}${person}:`) && (get(key)?.at ?? 0) < tooOld) forget(key);
}

// --- sending

const token = () => document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";

/** After logging in again the page's token is old. Only the same person gets a new one. */
async function renewToken() {
  const reply = await fetch(location.href, { credentials: "same-origin" }).catch(() => null);
  if (!reply?.ok) return false;
  const fresh = new DOMParser().parseFromString(await reply.text(), "text/html");
  if (fresh.querySelector("script[data-person]")?.dataset.person !== person) return false;
  const value = fresh.querySelector("input[name=csrfmiddlewaretoken]")?.value;
  for (const input of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) input.value = value;
  return Boolean(value);
}

const aged = ({ id, at, ...mark }) => ({ id, age: Math.max(0, Date.now() - at), ...mark.body });

async function post(address, marks, { finished, leaving, again = true }) {
  const body = JSON.stringify({
    marks: marks.filter((mark) => mark.body.activity === undefined).map(aged),
    together: marks.filter((mark) => mark.body.activity !== undefined).map(aged),
    finished,
    shown: !leaving && Boolean(document.querySelector(`form[data-marks="${address}"]`)),
  });
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token() };
  const signal = leaving ? undefined : AbortSignal.timeout(PATIENCE);
  const options = { method: "POST", body, headers, keepalive: leaving, redirect: "manual", credentials: "same-origin", signal };
  const reply = await fetch(address, options).catch(() => null);
  if (!reply) return { state: "offline" };
  const isJson = reply.headers.get("content-type")?.startsWith("application/json");
  const answer = isJson ? await reply.json().catch(() => null) : null;
  if (answer?.state) return answer;
  if (reply.status === 403 && again && !leaving) {
    return (await renewToken()) ? post(address, marks, { finished, again: false }) : { state: "logged_out" };
  }
  if (reply.status === 404) return { state: "not_recording" };
  return { state: reply.type === "opaqueredirect" ? "logged_out" : "offline" };
}

/** Sends what waits for one gathering. A mark goes only when the answer names it, and nobody pressed anew meanwhile. */
async function deliver(address, { finished = false, leaving = false } = {}) {
  const marks = waiting(address);
  if (!marks.length && !finished) return { state: "kept", marks: [] };
  const answer = await post(address, marks, { finished, leaving });
  for (const named of answer.marks ?? []) {
    const sent = marks.find((mark) => mark.id === named.id);
    if (sent && get(keyOf(sent))?.id === named.id) forget(keyOf(sent));
  }
  return answer;
}

let sending = Promise.resolve();
const retries = new Map();
const timers = new Map();

/** One sending at a time. Without a net it is tried again by itself, more and more seldom, each gathering for itself. */
function send(address, options = {}) {
  clearTimeout(timers.get(address));
  sending = sending.then(async () => {
    const answer = await deliver(address, options);
    const left = waiting(address);
    tell(address, answer, left.length, options);
    if (!left.length) retries.delete(address);
    else later(address);
    return answer;
  });
  return sending;
}

function later(address, pause) {
  const retry = retries.get(address) ?? FIRST_RETRY;
  clearTimeout(timers.get(address));
  timers.set(address, setTimeout(() => send(address), pause ?? retry));
  if (!pause) retries.set(address, Math.min(retry * 2, SLOWEST_RETRY));
}

function tell(address, answer, left, { finished = false } = {}) {
  const unkept = inMemory.size > 0;
  document.dispatchEvent(new CustomEvent("likevel:marks", { detail: { address, answer, left, unkept, finished } }));
}

const addresses = () => [...new Set(own().map((mark) => mark.address))];
const sendAll = () => Promise.all(addresses().map((address) => send(address)));

document.addEventListener("likevel:mark", ({ detail: mark }) => {
  put({ ...mark, id: newId(), at: Date.now() });
  retries.delete(mark.address);
});
document.addEventListener("likevel:send", ({ detail }) => (detail.pause ? later(detail.address, detail.pause) : send(detail.address, detail)));
addEventListener("online", sendAll);
addEventListener("pagehide", () => addresses().forEach((address) => deliver(address, { leaving: true })));
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && sendAll());

/** Plain-http addresses of a local net have no randomUUID. */
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

// --- pages of gatherings that lie here to be opened without a net: only one's own, and only until the gathering is over

const pages = async () => ("caches" in window ? (await caches.keys()).filter((name) => name.startsWith(PAGES)) : []);

async function dropPages(which) {
  await Promise.all((await pages()).filter(which).map((name) => caches.delete(name)));
}

// --- logging out: first what waits is sent; if that cannot be, the person chooses. Then names and numbers go.

let mayGo = false;

async function logOut(form) {
  await sendAll();
  const dialog = document.querySelector("dialog[data-unsent-marks]");
  const go = async () => {
    for (const mark of own()) forget(keyOf(mark));
    await dropPages(() => true);
    mayGo = true;
    form.requestSubmit();
  };
  if (!own().length) return go();
  dialog.querySelector("[data-wait]").onclick = () => dialog.close();
  dialog.querySelector("[data-delete]").onclick = () => {
    dialog.close();
    go();
  };
  return dialog.open || dialog.showModal();
}

document.addEventListener("submit", (event) => {
  if (mayGo || !event.target.matches("form[data-log-out]")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  logOut(event.target);
}, true);

dropOld();
dropPages((name) => !name.startsWith(`${PAGES}${person}:`) || Number(name.split(":")[2]) < Date.now()).catch(() => {});
sendAll();
