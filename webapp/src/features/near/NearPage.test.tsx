import { configure, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import type { Json } from "../../lib/json/json.ts";
import { show } from "../../test/render.tsx";
import { contractBody, refuse, reply, serve } from "../../test/server.ts";

configure({ asyncUtilTimeout: 8000 });

const ID = "faint-digits/small-conv:71f6b62e4";
const PATH = `/near/${ID}`;
const BODY = contractBody(`/api/v1/models/${ID}/near?k=1&limit=1000`);

test("shows by key what was changed alone and what it did, largest effect first", async () => {
  serve();
  await show(PATH);
  const table = await screen.findByRole("table");
  const groups = within(table).getAllByRole("rowheader", { name: /Here:/ });
  expect(groups.map((group) => group.textContent)).toEqual([
    "seedseedHere: missing",
    "optimizer.lrHere: 0.1",
    "emaHere: null",
  ]);
  expect(screen.getByRole("row", { name: /^1e-2/ })).toHaveTextContent("75.2−0.9 worse");
  expect(screen.getByRole("row", { name: /^0.2/ })).toHaveTextContent("76.1no change");
  expect(screen.getByRole("row", { name: /^missing.*not measured/ })).toBeVisible();
  expect(screen.getByText("4 of 120 models of this name")).toBeVisible();
  expect(screen.getByRole("link", { name: "Compare all 3" })).toHaveAttribute(
    "href",
    expect.stringContaining(`id=${ID}&id=faint-digits/small-conv:aaaa0000`),
  );
});

test("metric, order and number of args are in the address", async () => {
  const { asked } = serve(reply("GET", /k=2/, 200, { ...BODY, k: 2 }));
  const { user, address } = await show(PATH);
  await user.selectOptions(await screen.findByRole("combobox", { name: "Metric" }), "val.loss");
  await waitFor(() => expect(address()).toContain("metric=val.loss"));
  expect(screen.getByRole("row", { name: /^1e-2/ })).toHaveTextContent("0.9−0.1 better");
  await user.selectOptions(screen.getByRole("combobox", { name: "Sort by" }), "Arg");
  await waitFor(() => expect(address()).toContain("sort=name"));
  expect(screen.getAllByRole("rowheader", { name: /Here:/ })[0]).toHaveTextContent("ema");
  await user.selectOptions(screen.getByRole("combobox", { name: "Differing args" }), "Up to 2");
  await waitFor(() => expect(asked.at(-1)?.path).toContain("k=2"));
});

test("models that differ in more args stand apart with all that was changed", async () => {
  const keys: Json = [
    { key: "lr", seed: false, base: 1, value: 2 },
    { key: "wd", seed: false, base: 1 },
  ];
  const row = { id: "a/b:1234", title: "", state: "trained", note: null, count: 2, keys, metrics: {} };
  serve(reply("GET", /k=2/, 200, { ...BODY, k: 2, rows: [row], groups: [] }));
  await show(`${PATH}?k=2`);
  expect(await screen.findByRole("row", { name: /1234/ })).toHaveTextContent("lr2wdmissing");
  expect(screen.getByText(/No metric is known of both/)).toBeVisible();
});

test("nobody near is said, with the next step", async () => {
  serve(reply("GET", /near/, 200, { ...BODY, rows: [], groups: [], total: 0 }));
  const { user, address } = await show(PATH);
  expect(await screen.findByRole("heading", { name: "No model is one arg apart" })).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Look within 2 args" }));
  await waitFor(() => expect(address()).toBe(`${PATH}?k=2`));
});

test("an error stands in its place", async () => {
  serve(refuse("GET", /near/, 500, "internal"));
  await show(PATH);
  expect(await screen.findByRole("alert")).toHaveTextContent("0123456789abcdef");
});

test("a model that is not there is nothing here", async () => {
  serve(refuse("GET", /near/, 404, "model_not_found"));
  await show("/near/a/b:1234");
  expect(await screen.findByRole("heading", { name: "Nothing here", level: 2 })).toBeVisible();
});
