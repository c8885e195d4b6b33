// Result table: labels that link to pages, IRIs on request, sortable columns.

import { element } from "./dom.js";

const ROWS = 100;
const LABEL = "Label";
const COLLATOR = new Intl.Collator(document.documentElement.lang, { numeric: true });

// Columns of a result; xLabel has the labels of x and is not shown itself.
export function columnsOf(results) {
  const names = results.getVariables();
  return names.filter((name) => !(name.endsWith(LABEL) && names.includes(name.slice(0, -LABEL.length))));
}

export function textOf(binding, labels) {
  if (!binding) return "";
  return binding.type === "uri" ? labels.of(binding.value) : labels.says(binding)[0];
}

export function tableView(config, labels) {
  const { words } = config;
  return class Table {
    priority = 10;
    label = words.table;

    constructor(yasr) {
      this.yasr = yasr;
    }

    canHandleResults() {
      const results = this.yasr.results;
      return !results.hasError() && results.getBindings() != null && results.getVariables().length > 0;
    }

    async draw(settings) {
      this.settings = { iris: false, ...settings };
      this.rows = this.yasr.results.getBindings();
      this.columns = columnsOf(this.yasr.results);
      this.begin = 0;
      this.order = { column: null, down: false };
      this.box = element("div");
      this.yasr.resultsEl.append(this.box);
      await this.show();
    }

    async show() {
      const rows = this.rows.slice(this.begin, this.begin + ROWS);
      const iris = rows.flatMap((row) => this.columns.map((name) => row[name]));
      await labels.learn(iris.filter((each) => each?.type === "uri").map((each) => each.value));
      const parts = this.rows.length ? [this.controls(), this.table(rows), this.pager()] : [words["no-rows"]];
      this.box.replaceChildren(...parts);
    }

    controls() {
      const box = element("input", { type: "checkbox", change: () => this.toggle(box.checked) });
      box.checked = this.settings.iris;
      return element("label", { class: "iris" }, box, ` ${words.iris}`);
    }

    toggle(iris) {
      this.settings.iris = iris;
      this.yasr.storePluginConfig("table", { iris });
      this.show();
    }

    table(rows) {
      const head = element("tr", {}, ...this.columns.map((name) => this.head(name)));
      const body = rows.map((row) => element("tr", {}, ...this.columns.map((name) => this.cell(name, row[name]))));
      const table = element("table", {}, element("thead", {}, head), element("tbody", {}, ...body));
      return element("div", { class: "rows", role: "region", "aria-label": words.table, tabindex: "0" }, table);
    }

    head(name) {
      const sorted = this.order.column === name ? (this.order.down ? "descending" : "ascending") : null;
      const button = element("button", { type: "button", click: () => this.sort(name) }, name);
      return element("th", { scope: "col", "aria-sort": sorted }, button);
    }

    sort(name) {
      const down = this.order.column === name && !this.order.down;
      this.order = { column: name, down };
      const text = (row) => textOf(row[name], labels);
      this.rows = [...this.rows].sort((a, b) => COLLATOR.compare(text(a), text(b)) * (down ? -1 : 1));
      this.begin = 0;
      this.show().then(() => this.box.querySelector("th[aria-sort] button").focus());
    }

    cell(name, binding) {
      if (binding?.type !== "uri") {
        const [text, lang] = binding ? labels.says(binding) : ["", null];
        return element("td", { "data-label": name, lang }, text);
      }
      const href = labels.address(binding.value);
      const text = this.settings.iris ? binding.value : labels.of(binding.value);
      const inside = href ? element("a", { href, title: binding.value, rel: "noreferrer" }, text) : text;
      return element("td", { "data-label": name }, inside);
    }

    pager() {
      if (this.rows.length <= ROWS) return "";
      const last = Math.min(this.begin + ROWS, this.rows.length);
      const turn = (by) => () => {
        this.begin += by;
        this.show();
      };
      return element(
        "p",
        { class: "pager" },
        element("button", { type: "button", disabled: this.begin === 0, click: turn(-ROWS) }, words.earlier),
        ` ${this.begin + 1}–${last} ${words.of} ${this.rows.length} `,
        element("button", { type: "button", disabled: last === this.rows.length, click: turn(ROWS) }, words.later),
      );
    }
  };
}
