// Gentle time for a practice: words and a line, no digits, no sound. Without this module the card works as it is.

const LOOK_EVERY = 1000;
const HALF = 0.5;
const SOON = 0.85;

/** Shows the one of several named spans that fits, and hides the others. */
function say(box, name, chosen) {
  for (const words of box.querySelectorAll(`[data-${name}]`)) words.hidden = words.dataset[name] !== chosen;
}

/** The word for how far one has come, as a part of the whole. */
function wordFor(part) {
  if (part >= 1) return "over";
  if (part >= SOON) return "soon";
  return part > HALF ? "half" : "begun";
}

function start(box) {
  const rounds = Number(box.dataset.rounds);
  const minutes = { talk: Number(box.dataset.talk), feedback: Number(box.dataset.feedback) };
  const line = box.querySelector(".lm-time-n");
  const go = box.querySelector("[data-timer-go]");
  const hide = box.querySelector("[data-timer-hide]");
  const shown = box.querySelector("[data-timer-shown]");
  let round = 0;
  let part = null;
  let began = 0;
  let word = "ready";

  /** What the button does next, and its words. */
  function offer() {
    if (part === null) return "start";
    if (part === "talk" && minutes.feedback > 0) return "feedback";
    return round + 1 < rounds ? "round" : "again";
  }

  function draw() {
    const share = part === null ? 0 : Math.min(1, (Date.now() - began) / (minutes[part] * 60000));
    line.setAttribute("stroke-dasharray", `${share * 100} 200`);
    const now = part === null ? "ready" : wordFor(share);
    if (now !== word) say(shown, "word", now);
    word = now;
  }

  function show() {
    box.querySelectorAll("[data-round]").forEach((words, number) => { words.hidden = number !== round; });
    say(shown, "part", part ?? "talk");
    say(go, "go", offer());
    draw();
  }

  go.addEventListener("click", () => {
    const next = offer();
    if (next === "round") round += 1;
    if (next === "again") round = 0;
    part = next === "again" ? null : next === "feedback" ? "feedback" : "talk";
    began = Date.now();
    show();
  });

  hide.addEventListener("click", () => {
    shown.hidden = !shown.hidden;
    hide.setAttribute("aria-expanded", String(!shown.hidden));
    say(hide, "hide", shown.hidden ? "show" : "hide");
  });

  setInterval(draw, LOOK_EVERY);
  box.hidden = false;
  show();
}

document.querySelectorAll("[data-timer]").forEach(start);
