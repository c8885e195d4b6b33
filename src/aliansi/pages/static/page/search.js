// Search as you type: lists the results of /search below the field
// (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/). Without script the form searches when it is submitted.

import { element } from "../query/dom.js";

const PAUSE = 150; // milliseconds after the last key before a request
const FEWEST_CHARACTERS = 2;
const MOST = 8;

const form = document.querySelector("header form.search");
const field = form.elements.namedItem("q");
const list = element("ul", { id: "search-found", role: "listbox", "aria-label": form.dataset.found, hidden: true });
const status = element("p", { class: "unseen", role: "status" });
let waiting;
let asking = new AbortController();

function options() {
  return [...list.children];
}

function chosen() {
  return list.querySelector("[aria-selected=true]");
}

function choose(option) {
  chosen()?.setAttribute("aria-selected", "false");
  if (option) {
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", option.id);
  } else field.removeAttribute("aria-activedescendant");
}

function show(open) {
  list.hidden = !open;
  field.setAttribute("aria-expanded", String(open));
  if (!open) choose(null);
}

function close() {
  clearTimeout(waiting);
  asking.abort();
  status.textContent = "";
  show(false);
}

function optionOf(found, number) {
  const words = found.matched.text;
  return element(
    "li",
    { id: `search-found-${number}`, role: "option", "aria-selected": "false", "data-href": found.href },
    element("span", { lang: found.language, dir: "auto" }, found.label),
    words === found.label ? null : element("span", { class: "small", lang: found.matched.language, dir: "auto" }, words),
  );
}

async function ask() {
  asking.abort();
  asking = new AbortController();
  const { signal } = asking;
  const said = new URLSearchParams({ ...Object.fromEntries(new FormData(form)), format: "json", limit: MOST });
  try {
    const answer = await fetch(`${form.action}?${said}`, { signal, headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.statusText);
    const { results, total } = await answer.json();
    if (signal.aborted) return;
    list.replaceChildren(...results.filter((found) => found.href).map(optionOf));
    status.textContent = total ? `${total} ${form.dataset.found}` : `${form.dataset.nothing} ${field.value.trim()}.`;
    show(list.children.length > 0);
  } catch {
    if (!signal.aborted) show(false); // server down or busy: the form still works
  }
}

function typed() {
  clearTimeout(waiting);
  if (field.value.trim().length < FEWEST_CHARACTERS) close();
  else waiting = setTimeout(ask, PAUSE);
}

// Down from the field selects the first result, up the last; selection wraps around.
function move(step) {
  const all = options();
  const here = all.indexOf(chosen());
  choose(all[here < 0 ? (step > 0 ? 0 : all.length - 1) : (here + step + all.length) % all.length]);
}

function pressed(event) {
  if (event.isComposing) return; // input method active
  const open = !list.hidden;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    if (!open && field.value.trim().length >= FEWEST_CHARACTERS) ask();
    else if (open) move(event.key === "ArrowDown" ? 1 : -1);
    event.preventDefault();
  } else if (event.key === "Escape" && open) {
    close();
    event.preventDefault();
  } else if (event.key === "Enter") {
    const option = open && chosen();
    close();
    if (option) {
      location.assign(option.dataset.href);
      event.preventDefault();
    }
  }
}

for (const [name, value] of Object.entries({
  role: "combobox",
  "aria-autocomplete": "list",
  "aria-controls": list.id,
  "aria-expanded": "false",
})) {
  field.setAttribute(name, value);
}
form.append(list, status);
field.addEventListener("input", typed);
field.addEventListener("keydown", pressed);
field.addEventListener("blur", close);
list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
list.addEventListener("click", (event) => {
  const option = event.target.closest("[role=option]");
  if (option) location.assign(option.dataset.href);
});
