// Counts as one ticks: «9 her, 1 delvis, 2 ikke her.» Without this file the count stands as it was when the page came.
const list = document.querySelector("[data-attendance]");
const count = document.querySelector("[data-attendance-count]");

function recount() {
  const chosen = (value) => list.querySelectorAll(`input[value="${value}"]:checked`).length;
  count.textContent = count.dataset.words
    .replace("{here}", chosen("here"))
    .replace("{partly}", chosen("partly"))
    .replace("{not_here}", chosen("not_here"));
}

if (list && count) {
  list.addEventListener("change", (event) => {
    recount();
    if (event.target.value === "partly") event.target.closest("li").querySelector(".lm-minutes input").focus();
  });
  recount();
}
