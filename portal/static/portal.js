// What pages do by themselves in the browser: keep what was typed, ask before what cannot be undone.
"use strict";

// A form with data-keep="name" is kept in this tab while it is filled in, so that nothing typed is lost when
// the session ends in the middle of it. It is forgotten once it was taken, or when the visitor leaves.
const kept = (form) => `kept:${form.dataset.keep}`;

const typed = (form) => {
  const values = {};
  for (const field of form.elements) {
    if (!field.name || field.type === "hidden" || field.type === "file" || field.type === "password") continue;
    if ((field.type === "checkbox" || field.type === "radio") && !field.checked) continue;
    (values[field.name] ||= []).push(field.value);
  }
  return values;
};

const restore = (form, values) => {
  for (const field of form.elements) {
    if (!field.name || !(field.name in values)) continue;
    if (field.type === "hidden" || field.type === "file" || field.type === "password") continue;
    if (field.type === "checkbox" || field.type === "radio") field.checked = values[field.name].includes(field.value);
    else if (values[field.name].length) field.value = values[field.name].shift();
  }
};

const readKept = (key) => {
  try { return JSON.parse(sessionStorage.getItem(key) || "null"); } catch { return null; }
};

const forgetTaken = () => {
  const sent = sessionStorage.getItem("sent");
  if (!sent) return;
  sessionStorage.removeItem("sent");
  if (document.querySelector("[data-entrance], [data-refused]")) return; // it was not taken
  const again = [...document.querySelectorAll("form[data-keep]")].some((form) => kept(form) === sent);
  if (again && !document.querySelector(".note[role=status]")) return; // nobody answered: it was opened once more
  sessionStorage.removeItem(sent);
};

document.addEventListener("DOMContentLoaded", () => {
  forgetTaken();
  for (const form of document.querySelectorAll("form[data-keep]")) {
    const values = readKept(kept(form));
    if (values) {
      restore(form, values);
      const told = form.querySelector("[data-kept-note]");
      if (told) told.hidden = false;
    }
    form.addEventListener("input", () => sessionStorage.setItem(kept(form), JSON.stringify(typed(form))));
    form.addEventListener("submit", () => {
      sessionStorage.setItem(kept(form), JSON.stringify(typed(form)));
      sessionStorage.setItem("sent", kept(form));
    });
  }
  for (const form of document.querySelectorAll("form[data-forget]")) {
    form.addEventListener("submit", () => sessionStorage.clear());
  }
  const refused = document.querySelector("[data-refused]");
  if (refused) refused.focus();
});

document.addEventListener("submit", (event) => {
  const question = (event.submitter && event.submitter.dataset.confirm) || event.target.dataset.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-sends]")) event.target.form.requestSubmit();
  if (event.target.matches("[data-ticks]")) {
    for (const box of document.querySelectorAll(event.target.dataset.ticks)) box.checked = event.target.checked;
  }
});

// A menu of the bar closes when somebody looks elsewhere, or presses Escape.
const openMenus = () => document.querySelectorAll("header details[open], .bar details[open]");
document.addEventListener("click", (event) => {
  openMenus().forEach((menu) => menu.contains(event.target) || menu.removeAttribute("open"));
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  openMenus().forEach((menu) => {
    if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
    menu.removeAttribute("open");
  });
});
