// Moves focus to the list of what must be put right, so that it is the first thing read.
const summary = document.querySelector("[data-error-summary]");
if (summary) summary.focus();
