// EDTF dates: the years that they span, and whether they are uncertain.

const DATE = /^[[{]?(\.\.)?-?\d{4}[\d.,~?%/X:TZ+-]*[\]}]?$/;
const PART = /-?\d{4}(?:-(\d{2}))?(?:-(\d{2}))?/g;

export function span(text) {
  const said = text.trim();
  if (!DATE.test(said)) return null;
  const parts = [...said.matchAll(PART)].map(([whole, month, day]) => {
    const year = Number.parseInt(whole, 10);
    const from = year + (month ? (month - 1) / 12 : 0) + (day ? (day - 1) / 372 : 0);
    return [from, from + (day ? 1 / 372 : month ? 1 / 12 : 1)];
  });
  if (!parts.length) return null;
  return {
    from: Math.min(...parts.map(([from]) => from)),
    to: Math.max(...parts.map(([, to]) => to)),
    uncertain: /[[{~?%X]|\.\./.test(said),
  };
}
