/** The texts at the ticks of an axis: each is its number to where ticks differ, none is another's. Pure. */

/** From here on, and below its inverse, a number is written with an exponent. */
const LARGE = 1e7;
const SMALL = 1e-3;
const MOST_DIGITS = 15;
/** How far a text may be from its tick, in parts of the distance between ticks. */
const NEAR = 1e-3;

/**
 * Write the places of ticks; null is one that has no text. On a linear axis all have as many decimals, on a logarithmic
 * one each as many as it needs.
 */
export function tickTexts(places: readonly (number | null)[], language: string, log: boolean): string[] {
  const numbers = [...new Set(places.filter((place) => place !== null))].toSorted((a, b) => a - b);
  const gaps = numbers.slice(1).map((number, at) => number - numbers[at]!);
  const most = Math.max(...numbers.map(Math.abs));
  const power = most >= LARGE || most < SMALL;
  const room = (number: number): number =>
    (log || gaps.length === 0 ? Math.abs(number) : Math.min(...gaps)) * NEAR;
  const digits = (number: number, exponent: boolean): number => digitsOf(number, exponent, room(number));
  const common = Math.max(0, ...numbers.map((number) => digits(number, false)));
  return places.map((place) => {
    if (place === null) return "";
    const size = Math.abs(place);
    const exponent = place !== 0 && (log ? size >= LARGE || size < SMALL : power);
    if (exponent) return place.toExponential(digits(place, true)).replace("e+", "e");
    const decimals = place === 0 && power ? 0 : log ? digits(place, false) : common;
    const options = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
    return new Intl.NumberFormat(language, options).format(place === 0 ? 0 : place);
  });
}

/** The fewest digits after the point that bring a text this near to its number. */
function digitsOf(number: number, exponent: boolean, room: number): number {
  for (let digits = 0; digits < MOST_DIGITS; digits += 1) {
    const text = exponent ? number.toExponential(digits) : number.toFixed(digits);
    if (Math.abs(Number(text) - number) <= room) return digits;
  }
  return MOST_DIGITS;
}
