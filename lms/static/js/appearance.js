// Shows light or dark at once when it is chosen. The form's button keeps the choice, also without this script.
const form = document.querySelector("[data-appearance]");
form?.addEventListener("change", (event) => {
  if (event.target.name === "appearance") document.documentElement.dataset.colorScheme = event.target.value;
});
