/** Arbitrary table states for property tests: keys with every sign that could be taken for a separator. */
import * as fc from "fast-check";
import { formatKey } from "../lib/json/keys.ts";
import { MAX_WIDTH, MIN_WIDTH, type TableState } from "../components/grid/codec.ts";

export const segment = fc
  .string({ minLength: 0, maxLength: 12, unit: "binary" })
  .filter((text) => text.isWellFormed());
export const key = fc.array(segment, { minLength: 1, maxLength: 4 }).map(formatKey);
export const terms = fc.uniqueArray(fc.record({ key, descending: fc.boolean() }), {
  selector: (term) => term.key,
  maxLength: 6,
});
const odd = fc.constantFrom(
  "__proto__",
  "!1",
  "90",
  "a:90",
  "~",
  "-",
  "모델",
  'a"b',
  "a,b",
  ".",
  "",
  "toString",
);
const anyKey = fc.oneof(key, fc.array(fc.oneof(segment, odd), { minLength: 1, maxLength: 3 }).map(formatKey));
const keyList = fc.uniqueArray(anyKey, { maxLength: 12 });
const id = fc.stringMatching(/^[\w-]{1,30}$/);
/** Any state of a table: odd keys, widths and pins of shown columns and of others. */
export const anyState: fc.Arbitrary<TableState> = keyList.chain((columns) => {
  const mine = columns.length === 0 ? anyKey : fc.oneof(fc.constantFrom(...columns), anyKey);
  const pixels = fc.integer({ min: MIN_WIDTH, max: MAX_WIDTH });
  return fc.record({
    where: segment.filter((text) => text === "" || text.trim() !== ""),
    sort: terms,
    columns: fc.constant(columns),
    pinned: fc.uniqueArray(mine, { maxLength: 6 }),
    widths: fc
      .uniqueArray(fc.tuple(mine, pixels), { selector: ([one]) => one, maxLength: 12 })
      .map((pairs) => new Map(pairs)),
    fold: fc.constantFrom(null, "family" as const),
    view: fc.oneof(fc.constant(""), id),
    plot: segment,
    peek: segment,
  });
});
