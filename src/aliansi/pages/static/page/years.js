// Year slider: shows each year at once; without script the form and links do the same.

const form = document.getElementById("years");
const slider = document.getElementById("year");
const shown = document.getElementById("year-shown");
const REPLACED = ["header", ".on", "#steps", "#at-date"];
const WAIT = 120;

let waiting, asking;

function addressOf() {
  const values = new URLSearchParams(new FormData(form));
  return `${form.getAttribute("action")}?${values}`;
}

function take(page) {
  for (const place of REPLACED) {
    const old = document.querySelector(place);
    const made = page.querySelector(place);
    if (old && made && !old.contains(document.activeElement)) old.replaceWith(document.adoptNode(made));
  }
  document.title = page.title;
}

async function show() {
  asking?.abort();
  const mine = (asking = new AbortController());
  const address = addressOf();
  try {
    const answer = await fetch(address, { signal: mine.signal, headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(`${answer.status}`);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (mine.signal.aborted) return;
    take(page);
    history.replaceState(null, "", address);
    form.removeAttribute("aria-busy");
  } catch (error) {
    if (error.name !== "AbortError") location.assign(address);
  }
}

form.addEventListener("input", () => {
  shown.value = slider.value;
  form.setAttribute("aria-busy", "true");
  clearTimeout(waiting);
  waiting = setTimeout(show, WAIT);
});
form.classList.add("is-live");
