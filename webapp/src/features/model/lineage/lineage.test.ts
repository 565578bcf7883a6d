import { expect, test } from "vitest";
import { bothWays, collapsed } from "./lineage.ts";

const edge = (from: string, to: string) => ({ from, to });
const node = (id: string) => ({ id });

test("a long row of leaves becomes twenty and a rest", () => {
  const children = Array.from({ length: 50 }, (_, at) => `c${at}`);
  const shown = collapsed(
    "root",
    ["root", ...children].map(node),
    children.map((child) => edge("root", child)),
  );
  expect(shown.nodes).toHaveLength(21);
  expect(shown.rests).toEqual([{ id: "rest of root", parent: "root", count: 30 }]);
});

test("the asked model and what has children of its own are always drawn", () => {
  const children = Array.from({ length: 30 }, (_, at) => `c${at}`);
  const edges = [...children.map((child) => edge("root", child)), edge("c29", "below")];
  const shown = collapsed("c28", ["root", ...children, "below"].map(node), edges);
  const ids = shown.nodes.map((one) => one.id);
  expect(ids).toEqual(expect.arrayContaining(["c28", "c29", "below"]));
  expect(ids).not.toContain("c27");
});

test("a few siblings are drawn one by one", () => {
  const shown = collapsed("a", ["a", "b", "c"].map(node), [edge("a", "b"), edge("a", "c")]);
  expect(shown.rests).toEqual([]);
  expect(shown.nodes).toHaveLength(3);
});

test("the lists go up and down, nearest first, and end in a circle too", () => {
  const edges = [edge("a", "b"), edge("b", "c"), edge("x", "b"), edge("c", "d"), edge("d", "a")];
  const { up, down } = bothWays("b", [...edges, edge("d", "b")]);
  expect(up.slice(0, 3).map((one) => one.from)).toEqual(["a", "x", "d"]);
  expect(down[0]).toEqual(edge("b", "c"));
});
