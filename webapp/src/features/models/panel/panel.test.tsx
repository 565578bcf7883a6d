import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { beforeAll, describe, expect, test } from "vitest";
import type { Json } from "../../../lib/json/json.ts";
import { show } from "../../../test/render.tsx";
import { reply, serve } from "../../../test/server.ts";
import { moved, remembered, withHidden, withShown } from "./columnSet.ts";

const OLD = "2026-01-01T00:00:00Z";
const NEW = "2026-02-01T00:00:00Z";

function key(name: string, more: Record<string, Json> = {}): Json {
  return {
    key: name,
    types: { number: 4 },
    models: 4,
    distinct: 2,
    distinct_exact: true,
    varies: true,
    first_seen: OLD,
    ...more,
  };
}

function page(rows: Json[], newest = OLD): Json {
  return { rows, next: null, models: 4, looked_at: 4, total: rows.length, keys: rows.length, newest };
}

const ROWS = [
  key("args.optimizer.lr"),
  key("args.optimizer.type", { types: { text: 4 } }),
  key("metrics.top1"),
];

/** Answers with these keys; those of `since` are new. */
function catalogue(rows: Json[], fresh: Json[] = []) {
  return [
    reply("GET", /\/keys\?since=/, 200, { ...(page(fresh, NEW) as object), keys: rows.length }),
    reply("GET", /\/keys\?limit=1$/, 200, page(rows)),
    reply("GET", /varying=true/, 200, page([ROWS[1]!])),
    reply("GET", /\/keys\?/, 200, page(rows, NEW)),
    reply("GET", /columns=/, 200, { rows: [{ id: "a/b:111111111" }], next: null, total: 1 }),
  ];
}

const tree = () => screen.findByRole("tree", { name: "Keys by group" });

async function open(user: { click: (element: Element) => Promise<void> }): Promise<void> {
  await user.click(await screen.findByRole("button", { name: /^Columns/ }));
  await screen.findByRole("treeitem", { name: /lr/ }, { timeout: 5000 });
}

describe("which columns are shown", () => {
  test("a hidden one comes back to where it was", () => {
    const order = remembered([], ["a", "b", "c"]);
    const hidden = withHidden(["a", "b", "c"], ["b"]);
    expect(withShown(hidden, ["b"], remembered(order, hidden))).toEqual(["a", "b", "c"]);
  });
  test("also after the others were moved", () => {
    const order = remembered(["a", "b", "c", "d"], ["d", "a", "c"]);
    expect(withShown(["d", "a", "c"], ["b"], order)).toEqual(["d", "a", "b", "c"]);
  });
  test("a new one stands after the last of its group, else at the end", () => {
    const shown = ["title", "args.o.lr", "size"];
    expect(withShown(shown, ["args.o.type"], [])).toEqual(["title", "args.o.lr", "args.o.type", "size"]);
    expect(withShown(shown, ["args.seed"], [])).toEqual([...shown, "args.seed"]);
  });
  test("never more than a view may have, never none", () => {
    const many = Array.from({ length: 300 }, (_, at) => `args.k${at}`);
    expect(withShown(["title"], many, [])).toHaveLength(200);
    expect(withHidden(["a", "b"], ["a", "b"])).toEqual(["a"]);
  });
  test("one is put before or after another", () => {
    expect(moved(["a", "b", "c"], "c", "a", "before")).toEqual(["c", "a", "b"]);
    expect(moved(["a", "b", "c"], "a", "b", "after")).toEqual(["b", "a", "c"]);
    expect(moved(["a", "b"], "a", "a", "after")).toEqual(["a", "b"]);
  });
});

// The lazy parts are read once, so that no test waits for them.
beforeAll(async () => {
  await import("./ColumnPanel.tsx");
  await import("./ShownList.tsx");
});

describe("the panel of columns", () => {
  test("lists fields and keys by group, and shows one at a press while the table follows", async () => {
    serve(...catalogue(ROWS));
    const { user, address } = await show("/?columns=title,size");
    await open(user);
    const lr = screen.getByRole("treeitem", { name: /^lr/ });
    expect(lr).toHaveAttribute("aria-checked", "false");
    expect(lr).toHaveTextContent("100%");
    await user.click(lr);
    await waitFor(() => expect(address()).toBe("/?columns=title,size,args.optimizer.lr"));
    expect(screen.getByRole("treeitem", { name: /^lr/ })).toHaveAttribute("aria-checked", "true");
    expect(await screen.findByRole("columnheader", { name: /lr/ })).toBeVisible();
    expect(screen.getByRole("button", { name: /^Columns/ })).toHaveTextContent("3/3");
  });

  test("keys alone: find, go into the tree, show, close, and the focus is back", async () => {
    serve(...catalogue(ROWS));
    const { user, address } = await show("/?columns=title,size");
    (await screen.findByRole("button", { name: /^Columns/ })).focus();
    await user.keyboard("{Enter}");
    await screen.findByRole("treeitem", { name: /lr/ }, { timeout: 5000 });
    expect(screen.getByRole("searchbox", { name: "Find a key" })).toHaveFocus();
    await user.keyboard("type");
    (await tree()).focus();
    await user.keyboard("{ArrowDown} ");
    await waitFor(() => expect(address()).toBe("/?columns=title,size,args.optimizer.type"));
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("tree")).not.toBeInTheDocument();
    expect(screen.getByRole("button", { name: /^Columns/ })).toHaveFocus();
  });

  test("presses are answered at once, and reach the address together after that", async () => {
    serve(...catalogue(ROWS));
    const { user, address } = await show("/?columns=title");
    await open(user);
    const line = (name: RegExp) => screen.getByRole("treeitem", { name });
    fireEvent.click(line(/^Size/));
    fireEvent.click(line(/^Owner/));
    expect(line(/^Size/)).toHaveAttribute("aria-checked", "true");
    expect(line(/^Owner/)).toHaveAttribute("aria-checked", "true");
    expect(address()).toBe("/?columns=title");
    await waitFor(() => expect(address()).toBe("/?columns=title,size,owner"));
    expect(line(/^Owner/)).toHaveAttribute("aria-checked", "true");
  });

  test("what is hidden and shown again is not asked for again", async () => {
    const { asked } = serve(...catalogue(ROWS));
    const { user, address } = await show("/?columns=title,size");
    await open(user);
    const rows = () =>
      asked.filter(({ path }) => /\/models\?.*limit=100$/.test(path)).map(({ path }) => path);
    const before = rows();
    await user.click(screen.getByRole("treeitem", { name: /^Size/ }));
    await waitFor(() => expect(address()).toBe("/?columns=title"));
    await user.click(screen.getByRole("treeitem", { name: /^Size/ }));
    await waitFor(() => expect(address()).toBe("/?columns=title,size"));
    expect(rows()).toEqual(before);
    await user.click(screen.getByRole("treeitem", { name: /^Owner/ }));
    await waitFor(() => expect(rows()).toHaveLength(before.length + 1));
    expect(rows().at(-1)).toContain("columns=title,size,owner");
  });

  test("a group is shown and hidden as a whole, closed and opened", async () => {
    serve(...catalogue(ROWS));
    const { user, address } = await show("/?columns=title");
    await open(user);
    (await tree()).focus();
    await user.keyboard("{End}{ArrowLeft}{ArrowUp}{ArrowLeft} ");
    await waitFor(() => expect(address()).toBe("/?columns=title,args.optimizer.lr,args.optimizer.type"));
    expect(screen.getByRole("treeitem", { name: /optimizer 2 of 2/ })).toHaveAttribute(
      "aria-checked",
      "true",
    );
    await user.keyboard("{ArrowLeft}");
    expect(screen.queryByRole("treeitem", { name: /^lr/ })).not.toBeInTheDocument();
    await user.keyboard(" ");
    await waitFor(() => expect(address()).toBe("/?columns=title"));
  });

  test("types and tabs narrow the list", async () => {
    serve(...catalogue(ROWS));
    const { user } = await show("/?columns=title");
    await open(user);
    await user.click(screen.getByRole("button", { name: "text" }));
    expect(screen.queryByRole("treeitem", { name: /^lr/ })).not.toBeInTheDocument();
    expect(screen.getByRole("treeitem", { name: /^type/ })).toBeVisible();
    await user.click(screen.getByRole("button", { name: "text" }));
    await user.click(screen.getByRole("radio", { name: /Varying/ }));
    expect(screen.queryByRole("treeitem", { name: /^lr/ })).not.toBeInTheDocument();
    await user.click(screen.getByRole("radio", { name: /New/ }));
    expect(screen.getByText("No key came since you last looked.")).toBeVisible();
  });

  test("all but the title are hidden, what varies is shown, and Reset is the usual table", async () => {
    serve(...catalogue(ROWS));
    const { user, address } = await show("/?columns=size,owner");
    await open(user);
    await user.click(screen.getByRole("button", { name: "Hide all but the title" }));
    await waitFor(() => expect(address()).toBe("/?columns=title"));
    await user.click(screen.getByRole("button", { name: "Show varying (1)" }));
    await waitFor(() => expect(address()).toBe("/?columns=title,args.optimizer.type"));
    await user.click(screen.getByRole("button", { name: "Reset" }));
    await waitFor(() => expect(address()).toBe("/"));
  });

  test("the tab Shown pins, sizes and hides", async () => {
    serve(...catalogue(ROWS));
    const { user, address } = await show("/?columns=title,size");
    await open(user);
    await user.click(screen.getByRole("radio", { name: /Shown/ }));
    const list = await screen.findByRole("grid", { name: "Shown columns in their order" }, { timeout: 5000 });
    await user.click(within(list).getByRole("button", { name: "Keep size at the left" }));
    await waitFor(() => expect(address()).toContain("pinned=!2"));
    const width = within(list).getByRole("textbox", { name: "Width of title in pixels" });
    await user.type(width, "300{Enter}");
    await waitFor(() => expect(address()).toContain("widths=!1:300"));
    await user.click(within(list).getByRole("button", { name: "Hide size" }));
    await waitFor(() => expect(address()).toMatch(/columns=title(&|$)/));
  });

  test("keys that came since the last look are a badge and no column; the look takes it away", async () => {
    const brand = key("args.brand_new", { first_seen: NEW });
    window.localStorage.setItem("modelbase.keys.seen", OLD);
    serve(...catalogue([...ROWS, brand], [brand]));
    const { user, address } = await show("/?columns=title");
    expect(await screen.findByTitle("1 key came since you last looked")).toHaveTextContent("1 new");
    expect(address()).toBe("/?columns=title");
    await open(user);
    await user.click(screen.getByRole("radio", { name: /New 1/ }));
    expect(screen.getByRole("treeitem", { name: /^brand_new/ })).toHaveAttribute("aria-checked", "false");
    expect(window.localStorage.getItem("modelbase.keys.seen")).toBe(NEW);
  });

  test("a browser that never looked is told of nothing new", async () => {
    serve(...catalogue(ROWS));
    await show("/?columns=title");
    await waitFor(() => expect(window.localStorage.getItem("modelbase.keys.seen")).toBe(OLD));
    expect(screen.queryByText(/\d new/)).not.toBeInTheDocument();
  });
});
