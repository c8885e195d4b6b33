// EDTF dates: the years that they span, and whether they are uncertain.

const DATE = /^[[{]?(\.\.)?[~?%]?(-?[\dX]{4}|Y-?\d+)[\d.,~?%/XESY:TZ+-]*[\]}]?$/;
const PART = /(?<=Y)-?\d{5,}|(?<![\d-])-?\d{4}(?:-(\d{2}))?(?:-(\d{2}))?/g;
const MARKS = /[~?%]/g;

export function span(text) {
  const said = text.trim();
  if (!DATE.test(said)) return null;
  const parts = [...said.replace(MARKS, "").matchAll(PART)].map(([whole, month, day]) => {
    const year = Number.parseInt(whole, 10);
    if (month > 12) return [year, year + 1.25]; // a season; winter reaches into the next year
    const from = year + (month ? (month - 1) / 12 : 0) + (day ? (day - 1) / 372 : 0);
    return [from, from + (day ? 1 / 372 : month ? 1 / 12 : 1)];
  });
  if (!parts.length) return null;
  return {
    from: Math.min(...parts.map(([from]) => from)),
    to: Math.max(...parts.map(([, to]) => to)),
    uncertain: /[[{~?%X]|\.\.|^-?\d{4}-[2-4]/.test(said),
  };
}
