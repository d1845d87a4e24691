// Saves a text while it is written. A copy lies on this device from the keystroke until the server has answered, in JSON,
// that it has exactly that text. Without this file the save button does the same (docs/decisions/0014).

const PREFIX = "likevel:";
const PAUSE = 1500;
const LONGEST_WAIT = 8000;
const PATIENCE = 15000;
const FIRST_RETRY = 2000;
const SLOWEST_RETRY = 60000;
const DAYS_FOR_OTHERS = 7;
const FIELDS = ["slip", "text", "version", "window", "stroke", "known"];
const person = document.querySelector("script[data-person]").dataset.person;

// --- copies on this device: «likevel:<person>:<address>:<window>». Where the browser keeps nothing, only this page does.

const inMemory = new Map();
const onDevice = (() => {
  try {
    localStorage.setItem(`${PREFIX}try`, "");
    localStorage.removeItem(`${PREFIX}try`);
    return true;
  } catch {
    return false;
  }
})();
const keyOf = (copy) => `${PREFIX}${person}:${copy.address}:${copy.window}`;

function put(copy) {
  const key = keyOf(copy);
  try {
    localStorage.setItem(key, JSON.stringify(copy));
    inMemory.delete(key);
  } catch {
    inMemory.set(key, JSON.stringify(copy));
  }
}

function get(key) {
  try {
    return JSON.parse(inMemory.get(key) ?? (onDevice ? localStorage.getItem(key) : null));
  } catch {
    return null;
  }
}

function forget(key) {
  inMemory.delete(key);
  if (onDevice) localStorage.removeItem(key);
}

const keys = () => [...inMemory.keys(), ...(onDevice ? Object.keys(localStorage) : [])].filter((key) => key.startsWith(PREFIX));
const own = () => keys().filter((key) => key.startsWith(`${PREFIX}${person}:`)).map(get).filter(Boolean).sort((a, b) => a.at - b.at);

/** What somebody else left behind on this device waits a week for them, never longer. Nobody else is shown it. */
function dropOld() {
  const tooOld = Date.now() - DAYS_FOR_OTHERS * 86400000;
  for (const key of keys()) {
    if (!key.startsWith(`${PREFIX}${person}:`) && (get(key)?.at ?? 0) < tooOld) forget(key);
  }
}

// --- sending

const tokens = () => document.querySelectorAll("input[name=csrfmiddlewaretoken]");

/** After logging in again in another window the page's token is old. Only the same person gets a new one. */
async function renewToken() {
  const reply = await fetch(location.href, { credentials: "same-origin" }).catch(() => null);
  if (!reply?.ok) return false;
  const fresh = new DOMParser().parseFromString(await reply.text(), "text/html");
  if (fresh.querySelector("script[data-person]")?.dataset.person !== person) return false;
  const token = fresh.querySelector("input[name=csrfmiddlewaretoken]").value;
  for (const input of tokens()) input.value = token;
  return true;
}

/** Sends one copy. Answers {state}: saved and beside mean that the server has it; anything else means that it has not. */
async function send(copy, { leaving = false, again = true } = {}) {
  const body = new URLSearchParams();
  for (const name of FIELDS) body.set(name, copy[name]);
  body.set("csrfmiddlewaretoken", tokens()[0]?.value ?? "");
  const signal = leaving ? undefined : AbortSignal.timeout(PATIENCE);
  const options = { method: "POST", body, keepalive: leaving, redirect: "manual", credentials: "same-origin", signal };
  const reply = await fetch(copy.address, options).catch(() => null);
  if (!reply) return { state: "offline" };
  const isJson = reply.headers.get("content-type")?.startsWith("application/json");
  const answer = isJson ? await reply.json().catch(() => null) : null;
  if (answer?.state) return answer;
  if (reply.status === 403 && again && !leaving) {
    return (await renewToken()) ? send(copy, { again: false }) : { state: "logged_out" };
  }
  return { state: reply.type === "opaqueredirect" || reply.status === 404 ? "logged_out" : "offline" };
}

/** Sends a copy, and forgets it only when the server has exactly what still lies there. */
async function deliver(copy, options) {
  const answer = await send(copy, options);
  const isThere = answer.state === "saved" || answer.state === "beside";
  if (isThere && get(keyOf(copy))?.stroke === copy.stroke) forget(keyOf(copy));
  return answer;
}

// --- the box on an activity page

class Box {
  constructor(form) {
    this.form = form;
    this.field = form.elements[form.dataset.box];
    this.status = form.querySelector("[data-saved]");
    this.address = form.dataset.save;
    this.slip = form.dataset.slip;
    this.stored = { window: form.dataset.window, stroke: Number(form.dataset.stroke), version: Number(form.elements.version.value) };
    this.window = Array.from(crypto.getRandomValues(new Uint8Array(10)), (byte) => byte.toString(16).padStart(2, "0")).join("");
    this.stroke = 0;
    this.version = this.stored.version;
    this.known = this.stored.window ? `${this.stored.window}:${this.stored.stroke}` : "";
    this.retry = FIRST_RETRY;
    this.listen();
    this.takeUp();
    if (form.dataset.unsent !== undefined) this.typed(0);
  }

  listen() {
    this.field.addEventListener("input", () => this.typed());
    this.form.addEventListener("submit", (event) => this.submit(event));
    addEventListener("online", () => this.waits() && this.save());
    addEventListener("pagehide", () => this.leave());
    addEventListener("pageshow", () => { this.isLeaving = false; });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.leave();
      else if (this.waits()) this.save();
    });
  }

  key() { return keyOf(this); }

  waits() { return get(this.key()) !== null; }

  /** From the keystroke on there is a copy here; it is sent when the fingers rest, or after a while if they do not. */
  typed(pause = PAUSE) {
    const { address, slip, window, version, known } = this;
    this.stroke += 1;
    put({ address, slip, window, version, known, stroke: this.stroke, text: this.field.value, at: Date.now() });
    this.since ??= Date.now();
    this.later(Date.now() - this.since > LONGEST_WAIT ? 0 : pause);
  }

  later(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), pause);
  }

  /** One sending at a time; what was typed meanwhile goes with the next. */
  save() {
    clearTimeout(this.timer);
    this.sending = (this.sending ?? Promise.resolve()).then(() => this.sendOnce());
    return this.sending;
  }

  async sendOnce() {
    const copy = get(this.key());
    if (!copy) return;
    this.since = null;
    const answer = await deliver({ ...copy, version: this.version });
    this.take(answer);
    if (answer.state === "offline") {
      this.later(this.retry);
      this.retry = Math.min(this.retry * 2, SLOWEST_RETRY);
    } else {
      this.retry = FIRST_RETRY;
    }
  }

  take(answer) {
    if (answer.state === "saved") {
      this.version = answer.version;
      this.form.elements.version.value = answer.version;
      document.querySelector("[data-not-saved]")?.remove();
    }
    this.say(answer);
  }

  /** The page is closed, left, or the phone is locked: sent on the way out. The copy stays until an answer is read. */
  leave() {
    const copy = get(this.key());
    if (!copy) return;
    deliver({ ...copy, version: this.version }, { leaving: true }).then((answer) => this.take(answer));
  }

  /** The button waits until the text is safe; the form then tells which window it came from. */
  async submit(event) {
    if (this.isLeaving) return event.preventDefault();
    if (this.mayGo || !this.waits()) return this.sign();
    event.preventDefault();
    this.isLeaving = true;
    await this.save();
    this.isLeaving = false;
    if (this.waits()) return undefined;
    this.mayGo = true;
    this.form.requestSubmit(event.submitter);
    this.mayGo = false;
    return undefined;
  }

  sign() {
    this.stroke += 1;
    for (const name of ["window", "stroke", "known"]) {
      const input = this.form.elements[name] ?? this.form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name }));
      input.value = this[name];
    }
  }

  /** What an earlier visit left here: already saved, put back in the box, or sent to stand beside a newer text. */
  takeUp() {
    for (const copy of own().filter((one) => one.address === this.address)) {
      const sameWindow = copy.window === this.stored.window;
      if ((sameWindow && this.stored.stroke >= copy.stroke) || copy.text === this.field.value) forget(keyOf(copy));
      else if (sameWindow || copy.version === this.stored.version) this.putBack(copy);
      else deliver(copy).then((answer) => this.say(answer));
    }
  }

  putBack(copy) {
    this.field.value = copy.text;
    this.known = `${copy.window}:${copy.stroke}`;
    this.typed(0);
    forget(keyOf(copy));
    const found = document.querySelector("[data-restored]");
    if (found) found.hidden = false;
  }

  /** Says it politely, and only when it is something new: not with each keystroke. */
  say({ state, words = "" }) {
    const name = state === "offline" && inMemory.has(this.key()) ? "unkept" : state;
    if (this.said === name + words) return;
    this.said = name + words;
    const saying = this.form.querySelector(`template[data-say="${name}"]`).content.cloneNode(true);
    const place = saying.querySelector("[data-words]");
    if (place) place.textContent = words;
    this.status.replaceChildren(saying);
  }
}

// --- logging out: first what is unsent is sent; if that cannot be, the person chooses

function logOut(form, box) {
  const dialog = document.querySelector("dialog[data-unsent]");
  const go = () => {
    for (const copy of own()) forget(keyOf(copy));
    form.submit();
  };
  form.addEventListener("submit", async (event) => {
    if (!own().length) return;
    event.preventDefault();
    if (box) await box.save();
    for (const copy of own()) await deliver(copy);
    if (!own().length) return go();
    dialog.querySelector("[data-wait]").onclick = () => dialog.close();
    dialog.querySelector("[data-delete]").onclick = go;
    return dialog.open || dialog.showModal();
  });
}

dropOld();
const form = document.querySelector("form[data-save]");
const box = form ? new Box(form) : null;
for (const way of document.querySelectorAll("form[data-log-out]")) logOut(way, box);
for (const copy of own()) if (copy.address !== box?.address) deliver(copy);
