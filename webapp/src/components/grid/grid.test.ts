import { describe, expect, test } from "vitest";
import { layOut, type GridColumn } from "./grid.ts";

const column = (key: string, more: Partial<GridColumn<{ id: string }>> = {}): GridColumn<{ id: string }> => ({
  key,
  label: key,
  width: 100,
  cell: () => key,
  ...more,
});

describe("where columns lie", () => {
  const columns = [
    column("id", { pinned: true, phone: 80 }),
    column("title", { pinned: true }),
    column("lr"),
  ];

  test("pinned columns stand first, beside the selection box", () => {
    const { pinned, centre, pinnedWidth, width } = layOut(columns, false);
    expect(pinned.map((one) => one.key)).toEqual(["id", "title"]);
    expect(centre.map((one) => one.key)).toEqual(["lr"]);
    expect([pinnedWidth, width]).toEqual([240, 340]);
  });

  test("on a narrow screen nothing is pinned, and on a phone a column may have another width", () => {
    const { pinned, centre, pinnedWidth, edges } = layOut(columns, true, true);
    expect(pinned).toEqual([]);
    expect(centre.map((one) => [one.key, one.width])).toEqual([
      ["id", 80],
      ["title", 100],
      ["lr", 100],
    ]);
    expect([pinnedWidth, ...edges]).toEqual([40, 40, 120, 220, 320]);
    expect(layOut(columns, true).edges).toEqual([40, 140, 240, 340]);
  });
});
