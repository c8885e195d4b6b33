// Additions to YASQE: our prefixes and terms, the position of errors, and leaving the editor with Tab.

import { element } from "./dom.js";
import { POSITION } from "./plain_views.js";

const MOST_HINTS = 50;
const GUTTER = "gutterErrorBar";
const WORD = /^(?:[\p{L}_][\p{L}\p{N}_-]*)?:[\p{L}\p{N}_-]*$|^(?!\p{Lu}+$)\p{L}{3,}$/u;

// The editor knows the prefixes of the endpoint.
export function teachPrefixes(Yasqe, prefixes) {
  const define = Yasqe.modes.sparql11;
  Yasqe.defineMode("sparql11", (...given) => {
    const mode = define(...given);
    return { ...mode, startState: () => ({ ...mode.startState(), prefixes: { ...prefixes } }) };
  });
}

// Offers the prefixes that the file declares after PREFIX, and adds one when it is used; YASQE's own come from another host.
export function offerPrefixes(Yasqe, filePrefixes) {
  const get = async (_, token) => {
    const typed = token.autocompletionString ?? token.string;
    const all = Object.entries(filePrefixes).map(([prefix, namespace]) => `${prefix}: <${namespace}>`);
    return all.filter((each) => each.startsWith(typed)).sort();
  };
  Yasqe.registerAutocompleter({ ...Yasqe.Autocompleters.prefixes, bulk: false, persistenceId: null, get });
}

// Completes terms by short name and label; YASQE's own completers send requests to another host.
export function completer({ words }, labels) {
  return {
    name: "terms",
    bulk: false,
    autoShow: true,
    isValidCompletionPosition(yasqe) {
      const token = yasqe.getCompleteToken();
      return !["keyword", "comment", "string", "atom"].includes(token.type) && WORD.test(token.string);
    },
    async get(yasqe, token) {
      await labels.ready;
      const before = yasqe.getPreviousNonWsToken(yasqe.getDoc().getCursor().line, token);
      return matching(labels, token.string, before?.string === "a").map((term) => term.name);
    },
    postprocessHints(_, hints) {
      const terms = new Map(labels.terms.map((term) => [term.name, term]));
      return hints.map((hint) => ({ ...hint, render: (item) => fill(item, terms.get(hint.text), labels, words) }));
    },
  };
}

function matching(labels, typed, wantsClass) {
  const [prefix, ...rest] = typed.includes(":") ? typed.toLowerCase().split(":") : [null, typed.toLowerCase()];
  const wanted = rest.join(":");
  const ranked = [];
  for (const term of labels.terms) {
    const [its, ...local] = term.name.toLowerCase().split(":");
    if (!local.length || (prefix !== null && its !== prefix)) continue;
    const said = Object.values(term.labels).map((each) => each.toLowerCase());
    const starts = local.join(":").startsWith(wanted);
    const named = said.some((each) => each.split(/\s+/).some((word) => word.startsWith(wanted)));
    // A capital after the prefix means a class, a small letter a property.
    const exact = term.name.startsWith(typed);
    if (starts || named) ranked.push([wantsClass && term.kind !== "class", !starts, !exact, term.kind === "thing", term]);
  }
  const order = (a, b) =>
    a[0] - b[0] || a[1] - b[1] || a[2] - b[2] || a[3] - b[3] || (a[4].name < b[4].name ? -1 : 1);
  return ranked.sort(order).slice(0, MOST_HINTS).map((each) => each[4]);
}

function fill(item, term, labels, words) {
  const about = [labels.best(term.labels), words[term.kind]].filter(Boolean).join(" · ");
  item.append(element("strong", {}, term.name), " ", element("span", {}, about));
}

// Syntax errors while typing, in the language of the page; YASQE's own tooltip has inline styles and is English.
export function teachSyntax(Yasqe, { words }) {
  Yasqe.prototype.checkSyntax = function () {
    this.queryValid = true;
    this.clearGutter(GUTTER);
    const doc = this.getDoc();
    for (let line = 0; line < doc.lineCount(); line += 1) {
      const { state } = this.getTokenAt({ line, ch: doc.getLine(line).length }, true);
      this.setOption("queryType", state.queryType);
      if (state.OK === false) {
        this.queryValid = false;
        this.setGutterMarker(line, GUTTER, sign(`${words.expected} ${line + 1}`));
        return;
      }
    }
  };
}

function sign(text) {
  return element("span", { class: "error-sign", title: text }, "!");
}

// Mark the position of an error of the endpoint until the query changes; return whether the error has a position.
export function markError(yasqe, text) {
  const found = text.match(POSITION);
  if (!found) return false;
  const doc = yasqe.getDoc();
  const line = Math.min(Number(found[1]), doc.lineCount()) - 1;
  const ch = Math.max(0, Math.min(Number(found[2]) - 1, doc.getLine(line).length - 1));
  yasqe.setGutterMarker(line, GUTTER, sign(text));
  yasqe.addLineClass(line, "background", "error-line");
  const mark = doc.markText({ line, ch }, { line, ch: ch + 1 }, { className: "error-place", title: text });
  const clear = () => {
    yasqe.off("change", clear);
    yasqe.removeLineClass(line, "background", "error-line");
    mark.clear();
  };
  yasqe.on("change", clear);
  return true;
}

// While the list of completions is renewed, CodeMirror drops the keys that choose from it: here they act on the new list.
export function keepKeys(yasqe) {
  let last = null;
  yasqe.on("autocompletionShown", (_, widget) => {
    if (last?.widget.completion === widget.completion) {
      widget.changeActive(widget.selectedHint + last.moves);
      if (last.widget.picked) widget.pick();
    }
    const current = { widget, moves: 0 };
    const { disable } = widget;
    widget.disable = () => {
      disable.call(widget);
      Object.assign(widget.keyMap, { Down: () => (current.moves += 1), Up: () => (current.moves -= 1) });
    };
    last = current;
  });
}

// Esc, then Tab, leaves the editor; Tab alone indents. All parts of the editor get accessible names.
export function freeTab(yasqe, words) {
  const leaving = { name: "leaving", Tab: false, "Shift-Tab": false };
  yasqe.addKeyMap({ Esc: () => yasqe.addKeyMap(leaving) });
  yasqe.on("blur", () => yasqe.removeKeyMap(leaving));
  yasqe.on("autocompletionShown", (_, widget) => widget.hints.setAttribute("aria-label", words.terms));
  const input = yasqe.getInputField();
  input.setAttribute("aria-label", words.query);
  input.setAttribute("aria-describedby", "query-keys");
  // Scrollable parts can be focused and scrolled by keyboard.
  const scroller = yasqe.getScrollerElement();
  scroller.tabIndex = 0;
  scroller.setAttribute("role", "group");
  scroller.setAttribute("aria-label", words.text);
}
