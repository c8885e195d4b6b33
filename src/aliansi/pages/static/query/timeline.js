// Timeline of the rows of a result: bars from start to end, with uncertain dates and open ends marked.

import { shortened, ticks } from "./chart.js";
import { span } from "./dates.js";
import { choice, drawn, element } from "./dom.js";
import { columnsOf, textOf } from "./table.js";

const MOST = 200;
const ROW = 24;
const TOP = 28;

export function timelineView(config, labels) {
  const { words } = config;
  return class Timeline {
    priority = 4;
    label = words.timeline;

    constructor(yasr) {
      this.yasr = yasr;
    }

    canHandleResults() {
      return !this.yasr.results.hasError() && this.dated().length > 0;
    }

    dated() {
      const rows = this.yasr.results.getBindings() ?? [];
      const names = rows.length ? columnsOf(this.yasr.results) : [];
      return names.filter((name) => {
        const given = rows.map((row) => row[name]).filter(Boolean);
        return given.length > 0 && given.every((each) => each.type !== "uri" && span(each.value) !== null);
      });
    }

    async draw(settings) {
      const dated = this.dated();
      const columns = columnsOf(this.yasr.results);
      const start = dated.find((name) => /start|begin|from|date/i.test(name)) ?? dated[0];
      const chosen = {
        start,
        end: dated.find((name) => name !== start && /end|until|to$/i.test(name)) ?? "",
        name: columns.find((name) => !dated.includes(name)) ?? start,
        ...settings,
      };
      if (!dated.includes(chosen.start)) chosen.start = start;
      if (!dated.includes(chosen.end)) chosen.end = "";
      if (!columns.includes(chosen.name)) chosen.name = columns[0];
      const all = this.yasr.results.getBindings();
      const rows = all.slice(0, MOST);
      await labels.learn(rows.map((row) => row[chosen.name]).filter((b) => b?.type === "uri").map((b) => b.value));
      const set = (key) => (value) => {
        this.yasr.storePluginConfig("timeline", { ...chosen, [key]: value });
        this.yasr.draw();
      };
      const named = (names) => names.map((name) => [name, name]);
      const controls = element(
        "p",
        { class: "controls" },
        choice(words.name, named(columns), chosen.name, set("name")),
        choice(words.start, named(dated), chosen.start, set("start")),
        choice(words.end, [["", words.none], ...named(dated)], chosen.end, set("end")),
      );
      const lanes = rows.map((row) => lane(row, chosen, labels)).filter(Boolean);
      const note = all.length > MOST ? element("p", { class: "small" }, `${words.first} ${MOST}.`) : null;
      const svg = picture(lanes, Math.max(280, this.yasr.resultsEl.clientWidth - 4));
      svg.setAttribute("role", "img");
      svg.setAttribute("aria-label", `${words.timeline}: ${chosen.name}, ${chosen.start}, ${chosen.end}`);
      this.yasr.resultsEl.append(controls, ...(note ? [note] : []), svg);
    }
  };
}

function lane(row, chosen, labels) {
  const start = row[chosen.start] && span(row[chosen.start].value);
  if (!start) return null;
  const end = chosen.end && row[chosen.end] ? span(row[chosen.end].value) : null;
  const said = [row[chosen.start].value, end ? row[chosen.end].value : chosen.end ? "…" : ""].filter(Boolean).join(" – ");
  return { name: textOf(row[chosen.name], labels), said, start, end, open: Boolean(chosen.end) && !end };
}

function picture(lanes, width) {
  const left = Math.min(220, width * 0.4);
  const low = Math.min(...lanes.map((each) => each.start.from));
  const high = Math.max(...lanes.map((each) => (each.end ?? each.start).to)) + (lanes.some((each) => each.open) ? 1 : 0);
  const x = (year) => left + ((year - low) / (high - low || 1)) * (width - left - 24);
  const height = TOP + lanes.length * ROW + 4;
  const svg = drawn("svg", { class: "along-time", width, height, viewBox: `0 0 ${width} ${height}` });
  const marks = ticks(low, high).filter(Number.isInteger);
  const every = Math.max(1, Math.ceil(marks.length / Math.max(1, Math.floor((width - left) / 56))));
  for (const year of marks.filter((_, place) => place % every === 0)) {
    svg.append(drawn("line", { class: "grid", x1: x(year), x2: x(year), y1: TOP - 6, y2: height }));
    svg.append(drawn("text", { x: x(year), y: 14, "text-anchor": "middle" }, `${year}`));
  }
  lanes.forEach((each, row) => {
    const y = TOP + row * ROW;
    svg.append(drawn("text", { x: left - 8, y: y + 14, "text-anchor": "end" }, shortened(each.name, left / 7.5)));
    const bar = (from, to, kind) =>
      svg.append(
        drawn(
          "rect",
          { class: kind, x: x(from), y, width: Math.max(3, x(to) - x(from)), height: ROW - 8 },
          drawn("title", {}, `${each.name}: ${each.said}`),
        ),
      );
    const until = each.open ? high : (each.end ?? each.start).to;
    bar(each.start.from, until, each.start.uncertain || each.end?.uncertain ? "uncertain" : "sure");
    if (each.open) svg.append(drawn("text", { x: x(until) + 2, y: y + 13 }, "→"));
  });
  return svg;
}
