import { configure, screen, waitFor, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import type { Json } from "../../lib/json/json.ts";
import { show } from "../../test/render.tsx";
import { contractBody, refuse, reply, serve } from "../../test/server.ts";

const A = "faint-digits/small-conv:71f6b62e4";
const B = "faint-digits/small-conv:736f712a4";
const PATH = `/diff?id=${A}&id=${B}`;
const BODY = contractBody(`/api/v1${PATH}`);

function cell(change: string, value?: Json): { [key: string]: Json } {
  return { state: value === undefined ? "missing" : "value", change, ...(value !== undefined && { value }) };
}

function answer(
  rows: [key: string, ...cells: { [key: string]: Json }[]][],
  more: { [key: string]: Json } = {},
) {
  return {
    ...BODY,
    counts: { args: { different: rows.length, total: 9 } },
    rows: rows.map(([key, ...cells]) => {
      const status = cells.find((one) => one["change"] !== "same")?.["change"] ?? "same";
      return { section: "args", key, status, cells };
    }),
    ...more,
  };
}

configure({ asyncUtilTimeout: 8000 });

const grid = () => screen.findByRole("treegrid", { name: "Differences" });
const row = (name: RegExp) => screen.findByRole("row", { name });

test("shows what differs, with sign and word, against the marked base", async () => {
  serve();
  await show(PATH);
  const [base, other] = within(await row(/init\.freeze/)).getAllByRole("gridcell");
  expect(base).toHaveTextContent('["conv.0"]');
  expect(other).toHaveTextContent("[]~changed");
  expect(screen.getByRole("columnheader", { name: /71f6b62e4.*base/ })).toBeVisible();
  expect(screen.getByRole("columnheader", { name: /^Frozen stem.*736f712a4/ })).toBeVisible();
  expect(screen.getByText("11 of 45 differ")).toBeVisible();
  expect(screen.getByRole("link", { name: "Metrics 3" })).toBeVisible();
});

test("a metric says whether it got better or worse where its name tells", async () => {
  serve();
  await show(PATH);
  await grid();
  expect(screen.getByRole("row", { name: /train\.loss/ })).toHaveTextContent(/−0\.0485878.*changed, better/);
});

test("base, all rows, section, layout and patterns are asked for by the address", async () => {
  const { asked } = serve(reply("GET", /base=|all=|ignore=/, 200, BODY));
  const { user, address } = await show(PATH);
  await grid();
  await user.selectOptions(screen.getByRole("combobox", { name: "Baseline" }), B);
  await waitFor(() => expect(address()).toContain(`base=${B}`));
  await user.click(screen.getByRole("checkbox", { name: /Differences only/ }));
  await waitFor(() => expect(asked.at(-1)?.path).toContain("all=true"));
  await user.click(screen.getByRole("link", { name: "Args 1" }));
  await waitFor(() => expect(address()).toContain("section=args"));
  expect(screen.queryByRole("row", { name: /^loss/ })).toBeNull();
  await user.click(screen.getByRole("radio", { name: "Unified" }));
  await waitFor(() => expect(address()).toContain("layout=unified"));
  await user.click(screen.getByRole("button", { name: "Ignore" }));
  await user.click(await screen.findByRole("checkbox", { name: /Paths/ }));
  await waitFor(() => expect(asked.at(-1)?.path).toContain("ignore=*_path"));
  expect(address()).toContain("ignore=*_path");
});

test("added, removed, missing, null and empty are different things", async () => {
  const rows = answer([
    ["gone", cell("same", "x"), cell("removed")],
    ["come", cell("same"), cell("added", "y")],
    ["nothing", cell("same", null), cell("changed", "")],
    ["both", cell("same", "z"), cell("same", "z")],
  ]);
  serve(reply("GET", /diff/, 200, rows));
  await show(PATH);
  expect(await row(/^gone/)).toHaveTextContent("gonex−removed");
  expect(await row(/^come/)).toHaveTextContent("comemissingy+added");
  expect(await row(/^nothing/)).toHaveTextContent('nothingnull""~changed');
  expect(await row(/^both/)).toHaveTextContent("bothzz");
});

test("groups close and say how much differs in each model below them", async () => {
  const rows = answer([
    ["opt.lr", cell("same", 1), cell("changed", 2)],
    ["opt.betas", cell("same", 1), cell("removed")],
  ]);
  serve(reply("GET", /diff/, 200, rows));
  const { user } = await show(PATH);
  const group = await row(/^opt/);
  expect(group).toHaveTextContent("opt~1 changed−1 removed");
  expect(group).toHaveAttribute("aria-expanded", "true");
  await user.click(within(group).getByRole("rowheader"));
  expect(screen.queryByRole("row", { name: /^lr/ })).toBeNull();
});

test("keys alone lead from difference to difference, to all rows and into both values", async () => {
  const rows = answer([
    ["a", cell("same", 1), cell("same", 1)],
    ["b", cell("same", 1), cell("changed", 2)],
    ["c", cell("same", "long\ntext"), cell("changed", "long\nwords")],
  ]);
  serve(reply("GET", /diff/, 200, rows));
  const { user, address } = await show(PATH);
  await grid();
  const active = () =>
    document.getElementById(document.activeElement?.getAttribute("aria-activedescendant") ?? "")?.textContent;
  await user.keyboard("n");
  expect(active()).toBe("b");
  await user.keyboard("n");
  expect(active()).toBe("c");
  expect(screen.getByText("2 / 2")).toBeVisible();
  await user.keyboard("n");
  expect(active()).toBe("b");
  await user.keyboard("b");
  expect(active()).toBe("c");
  await user.keyboard("{Enter}");
  const drawer = await screen.findByRole("dialog", { name: "c" });
  expect(await within(drawer).findByText("words")).toBeVisible();
  await user.keyboard("b");
  expect(await screen.findByRole("dialog", { name: "b" })).toBeVisible();
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  await user.keyboard("d");
  await waitFor(() => expect(address()).toContain("all=true"));
});

test("a model's menu makes it the base, moves it and takes it out", async () => {
  serve(reply("GET", /base=/, 200, { ...BODY, base: 1 }));
  const { user, address } = await show(PATH);
  await grid();
  await user.click(screen.getByRole("button", { name: `What to do with ${B}` }));
  await user.click(await screen.findByRole("menuitem", { name: "Make it the baseline" }));
  await waitFor(() => expect(address()).toContain(`base=${B}`));
  await user.click(screen.getByRole("button", { name: `What to do with ${A}` }));
  await user.click(await screen.findByRole("menuitem", { name: "Remove from comparison" }));
  expect(await screen.findByRole("heading", { name: "Pick two or more models" })).toBeVisible();
  expect(address()).toBe(`/diff?id=${B}&base=${B}`);
});

test("one more model is found by typing", async () => {
  const more = "faint-digits/small-conv:ffff00001";
  const three = { ...BODY, ids: [A, B, more] };
  const { asked } = serve(
    reply("GET", /models\?/, 200, { rows: [{ id: more, title: "Third" }, { id: A }], next: null }),
    reply("GET", new RegExp(more), 200, three),
  );
  const { user, address } = await show(PATH);
  await user.click(await screen.findByRole("button", { name: "Add model" }));
  await user.type(await screen.findByRole("searchbox", { name: "Name, title or tag" }), "thi");
  await waitFor(() => expect(asked.some((one) => one.path.includes('where="thi"'))).toBe(true));
  await user.click(await screen.findByRole("menuitem", { name: /Third/ }));
  await waitFor(() => expect(address()).toBe(`${PATH}&id=${more}`));
});

test("the text of a path narrows the rows, and says so when none is left", async () => {
  serve();
  const { user } = await show(PATH);
  await grid();
  await user.type(screen.getByRole("textbox", { name: "Find path" }), "freeze");
  expect(screen.queryByRole("row", { name: /^loss/ })).toBeNull();
  await user.type(screen.getByRole("textbox", { name: "Find path" }), "zzz");
  expect(screen.getByRole("heading", { name: "No path contains that text." })).toBeVisible();
  await user.click(screen.getAllByRole("button", { name: "Clear the search" })[0]!);
  expect(await row(/^loss/)).toBeVisible();
});

test("equal models say so and offer all rows", async () => {
  serve(reply("GET", /diff/, 200, { ...answer([]), equal: true }));
  const { user, address } = await show(PATH);
  expect(await screen.findByRole("heading", { name: "No differences" })).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Show all rows" }));
  await waitFor(() => expect(address()).toContain("all=true"));
});

test("fewer than two models is an invitation, more than 200 is refused without asking", async () => {
  const { asked } = serve();
  await show("/diff?id=a/b:1234");
  expect(await screen.findByRole("heading", { name: "Pick two or more models" })).toBeVisible();
  const many = Array.from({ length: 201 }, (_, at) => `id=a/b:${1000 + at}`).join("&");
  await show(`/diff?${many}`);
  expect(await screen.findByRole("heading", { name: "201 models are too many" })).toBeVisible();
  expect(screen.getByRole("button", { name: "Compare the first 200" })).toBeVisible();
  expect(asked.some((one) => one.path.startsWith("/api/v1/diff"))).toBe(false);
});

test("a model that is not there is named, and the others can be compared without it", async () => {
  const gone = "a/b:0000";
  const error = {
    code: "model_not_found",
    message: `no model ${gone}; look elsewhere`,
    details: {},
    request_id: "x",
  };
  serve(reply("GET", /0000/, 404, { error }));
  const { user, address } = await show(`${PATH}&id=${gone}`);
  expect(await screen.findByText(`${gone} cannot be compared`)).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Compare the others" }));
  await waitFor(() => expect(address()).toBe(PATH));
  expect(await row(/init\.freeze/)).toBeVisible();
});

test("many long IDs go as a body, and come back from a short address", async () => {
  const ids = Array.from(
    { length: 150 },
    (_, at) => `some-dataset/a-rather-long-architecture-name:${1e9 + at}`,
  );
  const { asked } = serve(reply("POST", "/api/v1/diff", 200, BODY));
  const { address } = await show(`/diff?${ids.map((id) => `id=${id}`).join("&")}`);
  await grid();
  const sent = asked.find((one) => one.path === "/api/v1/diff");
  expect(sent?.body).toEqual({ id: ids });
  expect(address().length).toBeGreaterThan(0);
});

test("an error keeps the request id and can be tried again", async () => {
  let broken = true;
  serve((asked) => (broken ? refuse("GET", /diff/, 500, "internal")(asked) : undefined));
  const { user } = await show(PATH);
  expect(await screen.findByRole("alert")).toHaveTextContent("0123456789abcdef");
  broken = false;
  await user.click(screen.getByRole("button", { name: "Retry" }));
  expect(await row(/init\.freeze/)).toBeVisible();
});

test("copies Markdown, JSON and the link", async () => {
  serve();
  const { user } = await show(PATH);
  const written = vi.spyOn(navigator.clipboard, "writeText");
  await grid();
  await user.click(screen.getByRole("button", { name: "Copy as Markdown" }));
  expect(written.mock.lastCall?.[0]).toContain(`| key | \`${A}\` (base) | \`${B}\` |`);
  await user.click(screen.getByRole("button", { name: "Copy as JSON" }));
  expect(JSON.parse(written.mock.lastCall![0])).toMatchObject({ ids: [A, B], base: 0 });
  await user.click(screen.getByRole("button", { name: "Copy link" }));
  expect(written).toHaveBeenCalledTimes(3);
});
