// Charts of results in SVG: bars, lines or points; rows are counted by value if no column has numbers.

import { choice, drawn, element } from "./dom.js";
import { columnsOf, textOf } from "./table.js";
import { span } from "./dates.js";

const MOST = 200;
const BAR = 24;
const HEIGHT = 360;
// Stands for a column of numbers: rows are counted.
const COUNTED = "#";

function number(binding) {
  if (!binding || binding.type === "uri" || !/^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*$/i.test(binding.value)) return null;
  return Number(binding.value);
}

// Position of a value on an axis: a number unchanged, a date as a year with a fraction.
function place(binding) {
  const as_number = number(binding);
  if (as_number !== null && !/^\d{4}$/.test(binding.value)) return as_number;
  return binding ? (span(binding.value)?.from ?? null) : null;
}

export function ticks(low, high) {
  const rough = (high - low || 1) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((by) => by * power).find((by) => by >= rough);
  const found = [];
  for (let at = Math.ceil(low / step) * step; at <= high + step / 1e6; at += step) found.push(Number(at.toPrecision(12)));
  return found;
}

export function chartView(config, labels) {
  const { words } = config;
  return class Chart {
    priority = 5;
    label = words.chart;

    constructor(yasr) {
      this.yasr = yasr;
    }

    canHandleResults() {
      const results = this.yasr.results;
      return !results.hasError() && (results.getBindings() ?? []).length > 0 && columnsOf(results).length > 0;
    }

    // Count by the column with the fewest values, if it has more than one.
    telling(columns) {
      const rows = this.yasr.results.getBindings();
      const values = (name) => new Set(rows.map((row) => row[name]?.value)).size;
      const sizes = columns.map((name) => [values(name), name]).filter(([size]) => size > 1);
      return sizes.length ? sizes.reduce((least, each) => (each[0] < least[0] ? each : least))[1] : columns[0];
    }

    numeric() {
      const rows = this.yasr.results.getBindings() ?? [];
      const names = rows.length ? columnsOf(this.yasr.results) : [];
      return names.filter((name) => {
        const given = rows.map((row) => row[name]).filter(Boolean);
        return given.length > 0 && given.every((each) => number(each) !== null);
      });
    }

    async draw(settings) {
      const numeric = this.numeric();
      const columns = columnsOf(this.yasr.results);
      const first = columns.find((name) => !numeric.includes(name)) ?? columns[0];
      const across = numeric.length ? first : this.telling(columns);
      const up = numeric.find((name) => name !== across) ?? numeric[0] ?? COUNTED;
      const chosen = { kind: "bar", across, up, ...settings };
      if (!columns.includes(chosen.across)) chosen.across = across;
      if (![...numeric, COUNTED].includes(chosen.up)) chosen.up = up;
      const all = this.yasr.results.getBindings();
      const rows = chosen.up === COUNTED ? all : all.slice(0, MOST);
      await labels.learn(rows.map((row) => row[chosen.across]).filter((b) => b?.type === "uri").map((b) => b.value));
      const set = (key) => (value) => {
        this.yasr.storePluginConfig("chart", { ...chosen, [key]: value });
        this.yasr.draw();
      };
      const kinds = ["bar", "line", "scatter"].map((kind) => [kind, words[kind]]);
      const named = (names) => names.map((name) => [name, name]);
      const controls = element(
        "p",
        { class: "controls" },
        choice(words.kind, kinds, chosen.kind, set("kind")),
        choice(words.across, named(columns), chosen.across, set("across")),
        choice(words.up, [...named(numeric), [COUNTED, words.rows]], chosen.up, set("up")),
      );
      const told = rows.map((row) => ({
        name: textOf(row[chosen.across], labels),
        x: place(row[chosen.across]),
        y: chosen.up === COUNTED ? 1 : number(row[chosen.up]),
      })).filter((point) => point.y !== null);
      const counted = chosen.up === COUNTED ? summed(told) : told;
      const points = counted.slice(0, MOST);
      const note = counted.length > MOST || all.length > rows.length ? element("p", { class: "small" }, `${words.first} ${MOST}.`) : null;
      const width = Math.max(280, this.yasr.resultsEl.clientWidth - 4);
      const picture = chosen.kind === "bar" ? bars(points, width) : plane(points, width, chosen.kind === "line");
      picture.setAttribute("role", "img");
      picture.setAttribute("aria-label", `${words.chart}: ${chosen.up === COUNTED ? words.rows : chosen.up}, ${chosen.across}`);
      this.yasr.resultsEl.append(controls, ...(note ? [note] : []), picture);
    }
  };
}

// One point for each value, most frequent first.
function summed(points) {
  const found = new Map();
  for (const point of points) {
    const there = found.get(point.name);
    if (there) there.y += point.y;
    else found.set(point.name, { ...point });
  }
  return [...found.values()].sort((a, b) => b.y - a.y);
}

function bars(points, width) {
  const left = Math.min(220, width * 0.4);
  const low = Math.min(0, ...points.map((p) => p.y));
  const high = Math.max(0, ...points.map((p) => p.y)) || 1;
  const at = (y) => left + ((y - low) / (high - low)) * (width - left - 60);
  const height = points.length * BAR + 8;
  const svg = drawn("svg", { class: "chart", width, height, viewBox: `0 0 ${width} ${height}` });
  points.forEach((point, row) => {
    const y = row * BAR + 4;
    const [from, to] = [at(Math.min(0, point.y)), at(Math.max(0, point.y))];
    svg.append(
      drawn("text", { x: left - 8, y: y + 15, "text-anchor": "end" }, shortened(point.name, left / 7.5)),
      drawn("rect", { x: from, y, width: Math.max(1, to - from), height: BAR - 6 }, drawn("title", {}, `${point.name}: ${point.y}`)),
      drawn("text", { x: to + 6, y: y + 15 }, `${point.y}`),
    );
  });
  return svg;
}

function plane(points, width, joined) {
  // Points without a position on the axis keep the order of the rows.
  const placed = points.every((point) => point.x !== null);
  const xs = points.map((point, row) => (placed ? point.x : row));
  const [low, high] = [Math.min(...xs), Math.max(...xs)];
  const [bottom, top] = [Math.min(0, ...points.map((p) => p.y)), Math.max(0, ...points.map((p) => p.y)) || 1];
  const x = (value) => 56 + ((value - low) / (high - low || 1)) * (width - 96);
  const y = (value) => HEIGHT - 36 - ((value - bottom) / (top - bottom)) * (HEIGHT - 60);
  const svg = drawn("svg", { class: "chart", width, height: HEIGHT, viewBox: `0 0 ${width} ${HEIGHT}` });
  for (const tick of ticks(bottom, top)) {
    svg.append(drawn("line", { class: "grid", x1: 56, x2: width - 40, y1: y(tick), y2: y(tick) }));
    svg.append(drawn("text", { x: 48, y: y(tick) + 5, "text-anchor": "end" }, `${tick}`));
  }
  const marks = placed ? ticks(low, high).map((tick) => [tick, `${tick}`]) : spread(points, xs, width);
  for (const [value, text] of marks)
    svg.append(drawn("text", { x: x(value), y: HEIGHT - 12, "text-anchor": "middle" }, shortened(text, 14)));
  const order = placed ? points.map((_, row) => row).sort((a, b) => xs[a] - xs[b]) : points.map((_, row) => row);
  if (joined)
    svg.append(drawn("polyline", { points: order.map((row) => `${x(xs[row])},${y(points[row].y)}`).join(" ") }));
  order.forEach((row) => {
    const title = drawn("title", {}, `${points[row].name}: ${points[row].y}`);
    svg.append(drawn("circle", { cx: x(xs[row]), cy: y(points[row].y), r: 4 }, title));
  });
  return svg;
}

// Labels of some rows only, so that they do not overlap.
function spread(points, xs, width) {
  const every = Math.max(1, Math.ceil(points.length / Math.max(1, Math.floor(width / 110))));
  return points.map((point, row) => [xs[row], point.name]).filter((_, row) => row % every === 0);
}

export function shortened(text, most) {
  return text.length > most ? `${text.slice(0, Math.max(1, Math.floor(most) - 1))}…` : text;
}
