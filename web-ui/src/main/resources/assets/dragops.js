// A second click on a form's button sends nothing while the first is under way. Pages work without this too.
"use strict";
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") {
    return;
  }
  if (form.dataset.sent === "true") {
    event.preventDefault();
  }
  form.dataset.sent = "true";
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
});
// A button beside a text that is to be pasted elsewhere; without this the text can be selected.
document.querySelectorAll("button[data-copy]").forEach((button) => {
  const text = document.getElementById(button.dataset.copy);
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text.value);
    button.textContent = button.dataset.copied;
  });
});
