// Draws the countries of Natural Earth on a plane when the package is built: node outlines.mjs FILE
//
// Lambert's azimuthal equal-area projection keeps the relative size of countries. Outlines are matched to Wikidata items
// by their ISO 3166-1 numbers, from country-coder, never by name.

import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { borders } from "@rapideditor/country-coder";
import { geoAzimuthalEqualArea, geoPath } from "d3-geo";
import { feature } from "topojson-client";

const CENTRE = [15, 58];
const SCALE = 1200;
const SMALLEST = 2; // units: smaller shapes are invisible
const CHIEF = 1 / 8; // of the largest part: smaller parts of a country do not count for its box

const atlas = createRequire(import.meta.url)("world-atlas/countries-110m.json");
const projection = geoAzimuthalEqualArea()
  .rotate([-CENTRE[0], -CENTRE[1]])
  .scale(SCALE)
  .translate([0, 0])
  .precision(0.5);

/** Canvas-like target of geoPath that collects rings of integers. */
class Rings {
  constructor() {
    this.rings = [];
  }
  moveTo(x, y) {
    this.rings.push([[Math.round(x), Math.round(y)]]);
  }
  lineTo(x, y) {
    const ring = this.rings.at(-1);
    const point = [Math.round(x), Math.round(y)];
    const last = ring.at(-1);
    if (point[0] !== last[0] || point[1] !== last[1]) ring.push(point);
  }
  closePath() {}
  arc() {}
}

function outlineOf(country) {
  const drawn = new Rings();
  geoPath(projection, drawn)(country);
  const all = drawn.rings.filter((ring) => ring.length > 1);
  const rings = all.filter((ring) => extent(ring) >= SMALLEST);
  const kept = rings.length ? rings : all.slice(0, 1);
  const largest = Math.max(...kept.map(extent));
  return { path: kept.map(written).join(""), box: boxOf(kept.filter((ring) => extent(ring) >= CHIEF * largest).flat()) };
}

function boxOf(points) {
  const [xs, ys] = [0, 1].map((axis) => points.map((point) => point[axis]));
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

function extent(ring) {
  const [left, top, right, bottom] = boxOf(ring);
  return Math.max(right - left, bottom - top);
}

function written(ring) {
  let text = `M${ring[0][0]} ${ring[0][1]}l`;
  ring.slice(1).forEach((point, number) => {
    const [dx, dy] = [point[0] - ring[number][0], point[1] - ring[number][1]];
    text += `${dx < 0 || number === 0 ? "" : " "}${dx}${dy < 0 ? "" : " "}${dy}`;
  });
  return `${text}z`;
}

const itemOf = new Map(
  borders.features
    .map((each) => each.properties)
    .filter((each) => each.iso1N3 && each.wikidata)
    .map((each) => [each.iso1N3, each.wikidata]),
);
const outlines = feature(atlas, atlas.objects.countries).features.map((country) => ({
  code: country.id ?? "",
  wikidata: itemOf.get(country.id) ?? "",
  ...outlineOf(country),
}));
writeFileSync(process.argv[2], `${JSON.stringify(outlines)}\n`);
