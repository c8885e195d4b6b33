// Map of the states in a result on today's countries; outlines are loaded when first drawn.

import { choice, drawn, element } from "./dom.js";
import { columnsOf } from "./table.js";

const MARGIN = 60;
const NARROWEST = 900;

let asked = null;

function outlines(address) {
  asked ??= fetch(address).then((response) => response.json());
  return asked;
}

export function mapView(config, labels) {
  const { words } = config;
  return class OnMap {
    priority = 3;
    label = words.map;

    constructor(yasr) {
      this.yasr = yasr;
    }

    canHandleResults() {
      return Boolean(config.outlines) && !this.yasr.results.hasError() && this.named().length > 0;
    }

    // Columns with things of this dataset.
    named() {
      const rows = this.yasr.results.getBindings() ?? [];
      const names = rows.length ? columnsOf(this.yasr.results) : [];
      const isOurs = (cell) => cell?.type === "uri" && cell.value.startsWith(config.things);
      return names.filter((name) => rows.some((row) => isOurs(row[name])));
    }

    async draw(settings) {
      const { countries, states } = await outlines(config.outlines);
      const named = this.named();
      const rows = this.yasr.results.getBindings();
      const counted = Object.fromEntries(named.map((name) => [name, countsIn(rows, name)]));
      const placed = (name) => [...counted[name].keys()].filter((iri) => iri in states).length;
      const best = named.reduce((one, other) => (placed(other) > placed(one) ? other : one), named[0]);
      const column = named.includes(settings?.column) ? settings.column : best;
      const set = (value) => {
        this.yasr.storePluginConfig("map", { column: value });
        this.yasr.draw();
      };
      const options = named.map((name) => [name, name]);
      const controls = element("p", { class: "controls" }, choice(words["on-map"], options, column, set));
      const all = [...counted[column].keys()];
      await labels.learn(all);
      const [here, elsewhere] = [all.filter((iri) => iri in states), all.filter((iri) => !(iri in states))];
      const said = here.map((iri) => `${labels.of(iri)} (${counted[column].get(iri)})`);
      const shown = here.length
        ? picture(countries, here.map((iri, place) => ({ country: countries[states[iri]], said: said[place] })))
        : element("p", {}, words["map-none"]);
      if (here.length) {
        shown.setAttribute("role", "img");
        shown.setAttribute("aria-label", `${words.map}: ${said.join(", ")}`);
      }
      const rest = elsewhere.map((iri) => labels.of(iri)).join(", ");
      this.yasr.resultsEl.append(
        controls,
        shown,
        ...(here.length ? [element("p", { class: "small" }, words["map-borders"])] : []),
        ...(rest && here.length ? [element("p", { class: "small" }, `${words["map-without"]} ${rest}`)] : []),
      );
    }
  };
}

// Number of rows with each thing.
function countsIn(rows, name) {
  const counts = new Map();
  for (const row of rows) {
    if (row[name]?.type === "uri") counts.set(row[name].value, (counts.get(row[name].value) ?? 0) + 1);
  }
  return counts;
}

function picture(countries, shown) {
  const boxes = shown.map((each) => each.country.box);
  const [left, top] = [0, 1].map((side) => Math.min(...boxes.map((box) => box[side])) - MARGIN);
  const [right, bottom] = [2, 3].map((side) => Math.max(...boxes.map((box) => box[side])) + MARGIN);
  const width = Math.max(right - left, NARROWEST);
  const height = Math.max(bottom - top, width / 2);
  const view = [(left + right - width) / 2, (top + bottom - height) / 2, width, height].map(Math.round).join(" ");
  const svg = drawn("svg", { class: "on-map", viewBox: view });
  svg.append(drawn("path", { class: "land", d: countries.map((each) => each.path).join("") }));
  for (const { country, said } of shown) {
    svg.append(drawn("path", { class: "shown", d: country.path }, drawn("title", {}, said)));
  }
  return svg;
}
