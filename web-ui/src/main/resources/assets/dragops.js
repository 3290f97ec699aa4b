// What makes the pages quicker to use; each works without this too.
"use strict";

// A second click on a form's button sends nothing while the first is under way, or was stopped a moment ago.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") {
    return;
  }
  if (form.dataset.sent === "true") {
    event.preventDefault();
  }
  form.dataset.sent = "true";
  setTimeout(() => delete form.dataset.sent, 10000);
});
const sendable = () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
window.addEventListener("pageshow", sendable);
document.addEventListener("htmx:afterRequest", sendable);

// Menus close when one looks elsewhere.
document.addEventListener("click", (event) => {
  document.querySelectorAll("details.menu[open]").forEach((menu) => {
    if (!menu.contains(event.target)) {
      menu.open = false;
    }
  });
});
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector("details.menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// A button beside a text that is to be pasted elsewhere; without this the text can be selected.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-copy]");
  if (button) {
    const source = document.getElementById(button.dataset.copy);
    await navigator.clipboard.writeText(source.value ?? source.textContent);
    button.textContent = button.dataset.copied;
  }
});

// A secret is shown while it is typed, where one asks for it, and masked again before it is sent.
const reveal = (button, shown) => {
  button.setAttribute("aria-pressed", shown);
  document.getElementById(button.dataset.reveal).type = shown ? "text" : "password";
};
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-reveal]");
  if (button) {
    reveal(button, button.getAttribute("aria-pressed") !== "true");
  }
});
document.addEventListener("submit", (event) => {
  event.target.querySelectorAll("button[data-reveal]").forEach((button) => reveal(button, false));
});

// A field that belongs to one value of another is there with that value only; what is hidden is not sent.
const ask = () => document.querySelectorAll("[data-depends-on]").forEach((part) => {
  const other = document.getElementById(part.dataset.dependsOn);
  part.hidden = other.disabled || other.value !== part.dataset.value;
  part.querySelectorAll("input, select").forEach((field) => { field.disabled = part.hidden; });
});
document.addEventListener("input", ask);
window.addEventListener("pageshow", ask);

// What the server says of a field that was left.
document.addEventListener("htmx:afterSwap", (event) => {
  const complaint = event.detail.target;
  if (complaint.matches(".complaint")) {
    const field = document.getElementById(complaint.dataset.of);
    const wrong = complaint.querySelector(".invalid-feedback");
    const help = document.getElementById(`${field.id}-help`);
    field.classList.toggle("is-invalid", wrong !== null);
    field.setAttribute("aria-invalid", wrong !== null);
    field.setAttribute("aria-describedby", [help, wrong].filter(Boolean).map((part) => part.id).join(" "));
  }
});

// Points in time in the words and the zone of who looks.
const exact = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
const away = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto" });
const spans = [["year", 31536000], ["month", 2592000], ["day", 86400], ["hour", 3600], ["minute", 60]];
const fromNow = (date) => {
  const seconds = (date - Date.now()) / 1000;
  const [unit, length] = spans.find(([, size]) => Math.abs(seconds) >= size) ?? ["second", 1];
  return away.format(unit === "second" ? 0 : Math.trunc(seconds / length), unit);
};
const tell = (time) => {
  const date = new Date(time.dateTime);
  time.title = exact.format(date);
  time.textContent = time.dataset.when === "relative" ? fromNow(date) : exact.format(date);
};
const enhance = (root) => {
  root.querySelectorAll("time[data-when]").forEach(tell);
  root.querySelectorAll("button[data-reveal]").forEach((button) => { button.hidden = false; });
  root.querySelectorAll("button[data-copy]").forEach((button) => { button.hidden = !navigator.clipboard; });
};
enhance(document);
document.addEventListener("htmx:load", (event) => enhance(event.detail.elt));
setInterval(() => document.querySelectorAll("time[data-when=relative]").forEach(tell), 30000);
