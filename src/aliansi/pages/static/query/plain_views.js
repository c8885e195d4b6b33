// Plain views of results: the response as text, the verdict of ASK, and errors with their position in the query.

import { element } from "./dom.js";

export const POSITION = /\bline (\d+), column (\d+)/;

export function rawView({ words }) {
  return class Raw {
    priority = 1;
    label = words.raw;

    constructor(yasr) {
      this.yasr = yasr;
    }

    canHandleResults() {
      return !this.yasr.results.hasError();
    }

    draw() {
      const text = this.yasr.results.getOriginalResponseAsString() ?? "";
      this.yasr.resultsEl.append(element("pre", { tabindex: "0" }, element("code", {}, text)));
    }
  };
}

export function verdictView({ words }) {
  return class Verdict {
    priority = 20;
    hideFromSelection = true;

    constructor(yasr) {
      this.yasr = yasr;
    }

    canHandleResults() {
      return typeof this.yasr.results.getBoolean() === "boolean";
    }

    draw() {
      this.yasr.resultsEl.append(element("p", { class: "lead" }, words[this.yasr.results.getBoolean() ? "yes" : "no"]));
    }
  };
}

export function errorView({ words }) {
  return class Problem {
    priority = 30;
    hideFromSelection = true;

    constructor(yasr) {
      this.yasr = yasr;
    }

    canHandleResults() {
      return this.yasr.results.hasError();
    }

    draw() {
      const said = this.yasr.results.getError().text;
      const text = said === "Failed to fetch" ? words["no-server"] : said;
      const found = text.match(POSITION);
      const go = () => this.yasr.editor.focusOn(Number(found[1]), Number(found[2]));
      const button = found && element("button", { type: "button", click: go }, `${words.go} ${found[1]}`);
      this.yasr.resultsEl.append(
        element("p", { class: "problem", role: "alert" }, element("strong", {}, words.problem), element("br"), text),
        ...(button ? [button] : []),
      );
    }
  };
}
