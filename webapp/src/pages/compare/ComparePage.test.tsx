import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { reply, serve } from "../../test/server.ts";
import { show } from "../../test/render.tsx";

const A = "faint-digits/small-conv:71f6b62e4";
const B = "faint-digits/small-conv:736f712a4";
const PATH = `/diff?id=${A}&id=${B}`;

test("shows what differs, with sign and word, against the marked base", async () => {
  serve();
  await show(PATH);
  const row = await screen.findByRole("row", { name: /^init.freeze/ });
  const [base, other] = within(row).getAllByRole("cell");
  expect(base).toHaveTextContent('["conv.0"]');
  expect(other).toHaveTextContent("changed[]");
  expect(screen.getByRole("columnheader", { name: new RegExp(`^${A}\\s*base$`) })).toBeVisible();
  expect(screen.getByRole("row", { name: /^train.loss/ })).toHaveTextContent("-0.0485878");
  expect(screen.getByText("11 rows of 44 differ")).toBeVisible();
});

test("another base and all rows are asked for by the address", async () => {
  const { asked } = serve(
    reply("GET", /base=|all=/, 200, { ids: [A, B], base: 1, equal: true, counts: {}, rows: [] }),
  );
  const { user, address } = await show(PATH);
  await screen.findByRole("row", { name: /^init.freeze/ });
  await user.selectOptions(screen.getByRole("combobox", { name: "Baseline" }), B);
  await waitFor(() => expect(address()).toBe(`${PATH}&base=${B}`));
  await user.click(screen.getByRole("checkbox", { name: "Differences only" }));
  await waitFor(() => expect(asked.at(-1)?.path).toContain("all=true"));
  expect(await screen.findByRole("heading", { name: "No differences" })).toBeVisible();
});

test("added, removed, missing and equal are different things", async () => {
  const cell = (change: string, value?: string) => ({
    state: value === undefined ? "missing" : "value",
    change,
    ...(value !== undefined && { value }),
  });
  const row = (key: string, ...cells: ReturnType<typeof cell>[]) => ({
    section: "args",
    key,
    status: "changed",
    cells,
  });
  const rows = [
    row("gone", cell("same", "x"), cell("removed")),
    row("come", cell("same"), cell("added", "y")),
    row("both", cell("same", "z"), cell("same", "z")),
  ];
  serve(
    reply("GET", /diff/, 200, {
      ids: [A, B],
      base: 0,
      equal: false,
      counts: { args: { different: 2, total: 3 } },
      rows,
    }),
  );
  await show(PATH);
  expect(await screen.findByRole("row", { name: /^gone/ })).toHaveTextContent("gonexremoved");
  expect(screen.getByRole("row", { name: /^come/ })).toHaveTextContent("comemissingaddedy");
  expect(screen.getByRole("row", { name: /^both/ })).toHaveTextContent("bothzz");
});

test("fewer than two models is an invitation", async () => {
  const { asked } = serve();
  await show("/diff?id=a/b:1234").catch(() => undefined);
  expect(await screen.findByRole("heading", { name: "Pick two or more models" })).toBeVisible();
  expect(asked.some((one) => one.path.startsWith("/api/v1/diff"))).toBe(false);
});
