import { screen, waitFor } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import type { Json } from "../../../lib/json/json.ts";
import { refuse, reply, serve } from "../../../test/server.ts";
import { show } from "../../../test/render.tsx";
import { familyPlaces, type FoldRow } from "./foldRows.ts";

const spread = (n: number, mean: number, std: number | null): Json => ({
  n,
  not_finite: 0,
  mean,
  std,
  min: mean,
  max: mean,
});
const family = (digest: string, count: number, metric: Json): Json => ({
  id: `a/b:${digest}`,
  name: "a/b",
  family: digest.repeat(6),
  title: `T ${digest}`,
  count,
  values: { "args.lr": 0.1 },
  varies: count > 1 ? ["args.seed"] : [],
  metrics: { "metrics.top1": metric },
});
const FAMILIES: Json = {
  rows: [family("111111111", 2, spread(2, 76.5, 0.7123)), family("222222222", 1, spread(1, 70, null))],
  next: null,
  total: 2,
  models: 3,
};
const MEMBERS: Json = {
  rows: [
    { id: "a/b:111111111", "args.seed": 2 },
    { id: "a/b:333333333", "args.seed": 1 },
  ],
  next: null,
  total: 2,
};
const answers = [
  reply("GET", /families/, 200, FAMILIES),
  reply("GET", /where=.*family = /, 200, MEMBERS),
  reply("GET", /api\/v1\/models\?/, 200, { rows: [{ id: "a/b:111111111" }], next: null, total: 3 }),
];
const ADDRESS = "/?where=size+%3E+1&columns=args.lr,args.seed,metrics.top1&fold=family";
const first = () => screen.findByRole("row", { name: /111111/ }, { timeout: 8000 });

describe("the table folded to families", () => {
  test("shows what replicas share, where they differ, and mean and spread of metrics", async () => {
    const { asked } = serve(...answers);
    await show(ADDRESS);
    const row = await first();
    expect(row).toHaveTextContent("0.1");
    expect(row).toHaveTextContent("varies");
    expect(row).toHaveTextContent("76.5 ± 0.71");
    expect(screen.getByRole("row", { name: /222222/ })).toHaveTextContent("70n = 1");
    expect(screen.getByText("2 families of 3 models")).toBeVisible();
    expect(asked.find((one) => one.path.includes("families"))?.path).toBe(
      "/api/v1/families?where=size > 1&columns=args.lr,args.seed,metrics.top1&limit=1000",
    );
  });

  test("Enter opens a family to its models, within the filter, and closes it", async () => {
    const { asked } = serve(...answers);
    const { user } = await show(ADDRESS);
    await first();
    screen.getByRole("grid", { name: "Families table" }).focus();
    await user.keyboard("{Enter}");
    expect(await screen.findByRole("row", { name: /a\/b:333333333/ })).toBeVisible();
    expect(asked.at(-1)?.path).toContain('(size > 1) and name = "a/b" and family = "1111');
    await user.keyboard("{Enter}");
    await waitFor(() => expect(screen.queryByRole("row", { name: /a\/b:333/ })).not.toBeInTheDocument());
  });

  test("is switched on and off, and sorts by how many models a family has", async () => {
    const { asked } = serve(...answers);
    const { user, address } = await show("/?columns=args.lr");
    await screen.findByRole("row", { name: /a\/b:111/ });
    await user.click(screen.getByRole("button", { name: "Families" }));
    await waitFor(() => expect(address()).toBe("/?columns=args.lr&fold=family"));
    await first();
    await user.click(screen.getByRole("columnheader", { name: "Models" }));
    await waitFor(() => expect(address()).toBe("/?sort=-count&columns=args.lr&fold=family"));
    await waitFor(() => expect(asked.some((one) => /families\?sort=-count/.test(one.path))).toBe(true));
    expect(asked.some((one) => /models\?.*sort=-count/.test(one.path))).toBe(false);
    await user.click(screen.getByRole("button", { name: "Families" }));
    await waitFor(() => expect(address()).toBe("/?columns=args.lr"));
  });

  test("selecting a family selects its models", async () => {
    serve(...answers);
    const { user } = await show(ADDRESS);
    await first();
    screen.getByRole("grid", { name: "Families table" }).focus();
    await user.keyboard(" ");
    expect(await screen.findByText("2 selected")).toBeVisible();
    expect(await first()).toHaveAttribute("aria-selected", "true");
    await user.keyboard(" ");
    await waitFor(() => expect(screen.queryByText("2 selected")).not.toBeInTheDocument());
  });

  test("tells which families are in sight, however many models are open below them", async () => {
    serve(...answers);
    const { user } = await show(ADDRESS);
    await first();
    expect(await screen.findByText("1–2 of 2")).toBeVisible();
    screen.getByRole("grid", { name: "Families table" }).focus();
    await user.keyboard("{Enter}");
    await screen.findByRole("row", { name: /a\/b:333333333/ });
    expect(screen.getByText("1–2 of 2")).toBeVisible();
  });

  test("a family's models stand at its place among the families", () => {
    const row = (kind: string) => ({ kind }) as FoldRow;
    const rows = ["family", "model", "rest", "family", "family", "model"].map(row);
    expect(familyPlaces(rows)).toEqual([0, 0, 0, 1, 2, 2]);
  });

  test("too many models to fold: by how many, and what to do about it", async () => {
    serve(refuse("GET", /families/, 400, "query_limit", { limit: 10_000 }), ...answers);
    const { user, address } = await show(`${ADDRESS}&sort=-count,args.lr`);
    expect(await screen.findByText(/up to 10,000 models/, {}, { timeout: 8000 })).toBeVisible();
    expect(screen.queryByRole("alert")).not.toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Filter by a name" }));
    expect(await screen.findByRole("dialog", {}, { timeout: 8000 })).toBeVisible();
    await user.keyboard("{Escape}");
    await user.click(await screen.findByRole("button", { name: "Show single models" }));
    await waitFor(() =>
      expect(address()).toBe("/?where=size+%3E+1&sort=args.lr&columns=args.lr,args.seed,metrics.top1"),
    );
  });

  test("another refusal is told in the server's words", async () => {
    serve(refuse("GET", /families/, 400, "invalid"), ...answers);
    await show(ADDRESS);
    expect(await screen.findByRole("alert")).toHaveTextContent("It says invalid");
  });
});
