// EDTF dates: the years that they span, and whether they are uncertain.

const DATE = /^[[{]?(\.\.)?[~?%]?(-?[\dX]{4}|Y-?\d+)[\d.,~?%/XESY:TZ+-]*[\]}]?$/;
const PART =
  /(?<=Y)(-?\d{5,})|(?<![\d-])([~?%]?)(-?\d{4})([~?%]?)(?:-([~?%]?)(\d{2})([~?%]?)(?:-([~?%]?)(\d{2})([~?%]?))?)?/g;
const UNITS = { "?": 1, "~": 1, "%": 2 };

// A marked part may be off by one of its kind, or two if marked %; a mark on the right is of all parts before it as well.
function margin(before, right) {
  const reach = right.map((_, n) => Math.max(...right.slice(n).map((mark) => UNITS[mark] ?? 0)));
  const [years, months, days] = before.map((mark, n) => Math.max(UNITS[mark] ?? 0, reach[n]));
  return years + months / 12 + days / 372;
}

export function span(text) {
  const said = text.trim();
  if (!DATE.test(said)) return null;
  const parts = [...said.matchAll(PART)].map(([, long, a, short, b, c, month, d, e, day, f]) => {
    const year = Number.parseInt(long ?? short, 10);
    const off = margin([a, month && c, day && e], [b, d, f]);
    if (month > 12) return [year - off, year + 1.25 + off]; // a season; winter reaches into the next year
    const from = year + (month ? (month - 1) / 12 : 0) + (day ? (day - 1) / 372 : 0);
    return [from - off, from + (day ? 1 / 372 : month ? 1 / 12 : 1) + off];
  });
  if (!parts.length) return null;
  return {
    from: Math.min(...parts.map(([from]) => from)),
    to: Math.max(...parts.map(([, to]) => to)),
    uncertain: /[[{~?%X]|\.\.|^-?\d{4}-[2-4]/.test(said),
  };
}
