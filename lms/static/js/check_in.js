// Keeps the leader's screen up to date while people check in: the code, the square, and who is here. Without this file one
// presses «See the newest code and list».

const EVERY = 4000;
const screen = document.querySelector("[data-check-in]");
const place = (name) => document.querySelector(`[data-${name}]`);

function list(target, lines) {
  target.replaceChildren(...lines.map(([name, how]) => {
    const item = document.createElement("li");
    item.append(name);
    if (how) item.append(" ", Object.assign(document.createElement("span"), { className: "lm-muted", textContent: how }));
    return item;
  }));
}

const put = (target, words) => { if (target.textContent !== words) target.textContent = words; };

function show(now) {
  if (!now.open) return location.reload();
  if (place("code").textContent !== now.code) {
    put(place("code"), now.code);
    place("square").innerHTML = now.square;
  }
  put(place("opening"), now.opening);
  put(place("summary"), now.summary);
  place("nobody").hidden = now.here.length > 0;
  place("everybody").hidden = now.missing.length > 0 || now.here.length === 0;
  list(place("here"), now.here);
  return list(place("missing"), now.missing.map((name) => [name]));
}

async function ask() {
  if (document.visibilityState === "visible") {
    const reply = await fetch(screen.dataset.checkIn, { credentials: "same-origin", redirect: "manual" }).catch(() => null);
    if (reply?.ok) show(await reply.json());
  }
  setTimeout(ask, EVERY);
}

setTimeout(ask, EVERY);
