import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  byEdges,
  columnAt,
  columnWindow,
  contentHeight,
  evenly,
  MAX_HEIGHT,
  rowsInSight,
  rowWindow,
  scaleOf,
  shiftAfter,
  type Extent,
  type Span,
} from "./window.ts";

const extent: Extent = { rows: evenly(100_000, 36), head: 44, box: 744 };
const long: Extent = { ...extent, rows: evenly(1_000_000, 36) };

describe("the rows that are drawn", () => {
  test("all rows in sight are drawn, wherever the scroll bar goes", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 }),
        (count, places) => {
          const one = { ...extent, rows: evenly(count, 36) };
          let drawn: Span = { first: 0, last: -1 };
          for (const place of places) {
            const offset = place * Math.max(0, contentHeight(one) - one.box);
            const sight = rowsInSight(one, offset);
            drawn = rowWindow(drawn, sight, count);
            expect(drawn.first).toBeGreaterThanOrEqual(0);
            expect(drawn.last).toBeLessThan(count);
            expect(drawn.first).toBeLessThanOrEqual(sight.first);
            expect(drawn.last).toBeGreaterThanOrEqual(sight.last);
            expect(drawn.last - drawn.first).toBeLessThan(44);
          }
        },
      ),
    );
  });
  test("most small steps change nothing", () => {
    let drawn = rowWindow({ first: 0, last: -1 }, rowsInSight(extent, 36_000), extent.rows.count);
    let changes = 0;
    for (let step = 1; step <= 60; step += 1) {
      const next = rowWindow(drawn, rowsInSight(extent, 36_000 + step * 36), extent.rows.count);
      if (next !== drawn) changes += 1;
      drawn = next;
    }
    expect(changes).toBeLessThan(10);
  });
});

describe("where rows lie", () => {
  test("rows of any height are found by their edges as rows of one height are", () => {
    const even = evenly(50, 30);
    const edges = byEdges(Array.from({ length: 51 }, (_, at) => 62 + at * 30));
    for (const place of [-5, 0, 29, 30, 31, 899, 1499, 1500, 9999]) {
      expect(edges.find(place)).toBe(even.find(place));
    }
    expect([edges.count, edges.total, edges.start(7)]).toEqual([even.count, even.total, even.start(7)]);
  });
  test("all rows of different heights that are in sight are found, and no more", () => {
    const rows = byEdges([62, 95, 195, 228, 328, 361]);
    expect(rowsInSight({ rows, head: 62, box: 262 }, 0)).toEqual({ first: 0, last: 3 });
    expect(rowsInSight({ rows, head: 62, box: 228 }, 0)).toEqual({ first: 0, last: 2 });
    expect(rowsInSight({ rows, head: 62, box: 162 }, 133)).toEqual({ first: 2, last: 3 });
  });
});

describe("the columns that are drawn", () => {
  const edges = Array.from({ length: 513 }, (_, at) => 300 + at * 130);
  test("all columns in sight are drawn", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 65_000 }), { maxLength: 20 }), (places) => {
        let drawn: Span = { first: 0, last: -1 };
        for (const left of places) {
          drawn = columnWindow(drawn, edges, left + 300, left + 1400);
          expect(edges[drawn.first]).toBeLessThanOrEqual(Math.max(300, left + 300));
          expect(edges[drawn.last + 1]).toBeGreaterThanOrEqual(Math.min(left + 1400, edges.at(-1)!));
          expect(drawn.last - drawn.first).toBeLessThan(20);
        }
      }),
    );
  });
  test("more is drawn on the side that is travelled to, and nothing for a step back", () => {
    const rest = columnWindow({ first: 0, last: -1 }, edges, 2300, 3400);
    const beyond = (span: Span, to: number): number => edges[span.last + 1]! - to;
    const right = columnWindow(rest, edges, 2460, 3560);
    expect(beyond(right, 3560)).toBeGreaterThan(beyond(rest, 3400) + 200);
    expect(columnWindow(right, edges, 2620, 3720)).toBe(right);
    expect(columnWindow(right, edges, 2400, 3500)).toBe(right);
    const left = columnWindow(right, edges, 2200, 3300);
    expect(2200 - edges[left.first]!).toBeGreaterThanOrEqual(420);
    expect(beyond(left, 3300)).toBeLessThan(420);
  });
  test("a place is found in its column, or in the nearest", () => {
    expect([0, 300, 429, 430, 1e9].map((x) => columnAt(edges, x))).toEqual([0, 0, 0, 1, 511]);
  });
  test("a table without columns draws none", () => {
    expect(columnWindow({ first: 0, last: 3 }, [40], 40, 900)).toEqual({ first: 0, last: -1 });
  });
});

describe("a table that is taller than a browser can be", () => {
  const bar = contentHeight(long) - long.box;
  const whole = long.head + long.rows.total - long.box;
  test("is no taller than the limit, and a shorter one is not scaled", () => {
    expect(contentHeight(long)).toBe(44 + MAX_HEIGHT);
    expect(scaleOf(extent)).toBe(1);
    expect(shiftAfter(extent, 0, 5000, 0)).toBe(0);
  });
  test("both ends of the bar are both ends of the table", () => {
    expect(rowsInSight(long, 0 - shiftAfter(long, -7, 0, 500)).first).toBe(0);
    expect(rowsInSight(long, bar - shiftAfter(long, 0, bar, 500)).last).toBe(999_999);
  });
  test("the middle of the bar is the middle of the table", () => {
    const offset = bar / 2 - shiftAfter(long, 0, bar / 2, 0);
    expect(offset).toBeCloseTo(whole / 2, -1);
  });
  test("a wheel step goes by true pixels", () => {
    const shift = shiftAfter(long, 0, bar / 2, 0);
    expect(shiftAfter(long, shift, bar / 2 + 240, bar / 2)).toBe(shift);
  });
  test("no place leads outside", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: bar }), { maxLength: 20 }), (places) => {
        let [shift, before] = [0, 0];
        for (const top of places) {
          shift = shiftAfter(long, shift, top, before);
          before = top;
          expect(top - shift).toBeGreaterThanOrEqual(-1);
          expect(top - shift).toBeLessThanOrEqual(whole + 1);
        }
      }),
    );
  });
});
