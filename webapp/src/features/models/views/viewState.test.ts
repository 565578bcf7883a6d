import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyState } from "../../../test/tableStates.ts";
import { BARE, type TableState } from "../../../components/grid/codec.ts";
import { fromViewState, sameView, toViewState, type ViewState } from "./viewState.ts";

describe("a saved view", () => {
  const builtIn = ["title", "state", "size"];
  test("any state comes back from a view, and is the same view", () => {
    fc.assert(
      fc.property(anyState, (one) => {
        const kept = JSON.parse(JSON.stringify(toViewState(one, builtIn))) as ViewState;
        const back = fromViewState(kept, builtIn);
        expect(back).toEqual({ ...one, view: "", plot: "", peek: "" });
        expect(sameView(back, one, builtIn)).toBe(true);
      }),
    );
  });
  test("a built-in column that came later is shown, one that was hidden is not", () => {
    const kept = toViewState({ ...BARE, columns: ["title", "args.lr"] }, builtIn);
    expect(kept.hidden).toEqual(["state", "size"]);
    expect(fromViewState(kept, [...builtIn, "note"]).columns).toEqual(["title", "args.lr", "note"]);
  });
  test("naming the usual columns is the same as naming none", () => {
    expect(sameView({ ...BARE, columns: builtIn }, BARE, builtIn)).toBe(true);
  });
  test.each<[string, Partial<TableState>]>([
    ["another order of columns", { columns: ["state", "title", "size"] }],
    ["another filter", { where: "size > 1" }],
    ["another order", { sort: [{ key: "size", descending: false }] }],
    ["another width", { widths: new Map([["title", 90]]) }],
    ["another pin", { pinned: ["title"] }],
    ["folding", { fold: "family" }],
  ])("%s is another view", (_name, part) => {
    expect(sameView({ ...BARE, ...part }, BARE, builtIn)).toBe(false);
  });
});
