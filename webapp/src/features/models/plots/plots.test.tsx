import { screen, waitFor, within } from "@testing-library/react";
import * as fc from "fast-check";
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { ScatterOptions } from "./scatter.ts";
import { makeScatter } from "./scatter.ts";
import type { Json } from "../../../lib/json/json.ts";
import { refuse, reply, serve } from "../../../test/server.ts";
import { show } from "../../../test/render.tsx";
import { completed, readPlot, writePlot, type PlotKey } from "./plotText.ts";

// What draws needs a real canvas; it is driven by the browser tests. Here: what it is given, and what it reports.
vi.mock("./scatter.ts", () => ({ makeScatter: vi.fn<typeof makeScatter>() }));

const ROWS: Json[] = [
  { id: "a/b:1", title: "One", "args.lr": 0.1, "args.opt": "sgd", "metrics.top1": 70 },
  { id: "a/b:2", title: "Two", "args.lr": 0.01, "args.opt": "adam", "metrics.top1": 72 },
  { id: "a/b:3", title: "Three", "args.lr": 0.001, "args.opt": "adam", "metrics.top1": 76 },
  { id: "a/b:4", title: "Four", "args.opt": "adam" },
];
const KEYS: Json = {
  rows: [
    { key: "args.lr", types: { number: 3 } },
    { key: "args.opt", types: { text: 4 } },
    { key: "metrics.top1", types: { number: 3 } },
  ],
  next: null,
};
const answers = [
  reply("GET", /api\/v1\/keys/, 200, KEYS),
  reply("GET", /api\/v1\/models\?/, 200, { rows: ROWS, next: null, total: 4 }),
];
const COLUMNS = "columns=title,args.lr,args.opt,metrics.top1";
const SCATTER = `/?${COLUMNS}&plot=scatter,args.lr,metrics.top1,args.opt`;

let drawn: ScatterOptions | null = null;
beforeEach(() => {
  drawn = null;
  vi.mocked(makeScatter).mockImplementation((_target, options) => {
    drawn = options;
    return { show: () => undefined, destroy: () => undefined };
  });
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue(null);
});

async function plotted(name: RegExp): Promise<HTMLElement> {
  return await screen.findByRole("group", { name }, { timeout: 15_000 });
}

describe("a plot of the shown models", () => {
  test("is opened with the columns of the table, over the same filter", async () => {
    const { asked } = serve(...answers);
    const { user, address } = await show(`/?where=size+%3E+1&${COLUMNS}`);
    await screen.findByRole("row", { name: /a\/b:1/ });
    await user.click(screen.getByRole("button", { name: "Plot" }));
    await plotted(/Scatter: args.lr, metrics.top1/);
    expect(address()).toContain("plot=scatter");
    const read = asked.find((one) => one.path.includes("sort=digest"))!;
    expect(read.path).toContain(
      "where=size > 1&sort=digest&columns=title,args.lr,metrics.top1&total=true&limit=1000",
    );
    await waitFor(() => expect(drawn).not.toBeNull());
    expect(drawn?.points.map((point) => point.name)).toEqual(["Three", "Two", "One"]);
  });

  test("tells in words what it shows, and what is not there", async () => {
    serve(...answers);
    await show(SCATTER);
    await plotted(/Scatter/);
    const region = screen.getByRole("region", { name: "Plot" });
    expect(region).toHaveTextContent("4 models · 1 model without a value there");
    expect(region).toHaveTextContent(
      "args.lr from 0.001 to 0.1 · metrics.top1 from 70 to 76 · rank correlation -1.00",
    );
    const legend = within(region).getByRole("list", { name: "Legend" });
    expect(
      within(legend)
        .getAllByRole("listitem")
        .map((one) => one.textContent),
    ).toEqual(["adam", "sgd"]);
  });

  test("a box selects rows of the table, with Shift more of them", async () => {
    serve(...answers);
    await show(SCATTER);
    await plotted(/Scatter/);
    await waitFor(() => expect(drawn).not.toBeNull());
    drawn!.onBox([0, 1], false);
    expect(await screen.findByText("2 selected")).toBeVisible();
    expect(screen.getByRole("row", { name: /a\/b:3/ })).toHaveAttribute("aria-selected", "true");
    drawn!.onBox([2], true);
    expect(await screen.findByText("3 selected")).toBeVisible();
    drawn!.onBox([1], false);
    expect(await screen.findByText("1 selected")).toBeVisible();
  });

  test("arrows go from point to point and tell them, Space selects", async () => {
    serve(...answers);
    const { user } = await show(SCATTER);
    const plot = await plotted(/Scatter/);
    plot.focus();
    await user.keyboard("{ArrowRight}");
    expect(plot).toHaveTextContent("Three: args.lr 0.001, metrics.top1 76");
    await user.keyboard("{End} ");
    expect(plot).toHaveTextContent("One: args.lr 0.1, metrics.top1 70");
    await waitFor(() =>
      expect(screen.getByRole("row", { name: /a\/b:1/ })).toHaveAttribute("aria-selected", "true"),
    );
  });

  test("by category tells mean and spread", async () => {
    serve(...answers);
    await show(`/?${COLUMNS}&plot=groups,metrics.top1,args.opt`);
    await plotted(/By category/);
    expect(screen.getByRole("region", { name: "Plot" })).toHaveTextContent(
      "adam: mean 74 ± 2.828 of 2 · sgd: mean 70 of 1",
    );
    await waitFor(() => expect(drawn).not.toBeNull());
    expect(drawn?.marks).toEqual([
      { x: 0, mean: 74, std: expect.closeTo(2.828, 2) as number },
      { x: 1, mean: 70, std: null },
    ]);
  });

  test("a range on an axis selects what lies in it, by keyboard", async () => {
    serve(...answers);
    const { user } = await show(`/?${COLUMNS}&plot=parallel,args.opt,args.lr,metrics.top1`);
    await plotted(/Parallel/);
    screen.getByRole("slider", { name: "args.opt: to" }).focus();
    await user.keyboard("{ArrowDown}");
    expect(screen.getByRole("slider", { name: "args.opt: to" })).toHaveAttribute("aria-valuetext", "adam");
    expect(await screen.findByText("2 selected")).toBeVisible();
    await user.keyboard("{Delete}");
    await waitFor(() => expect(screen.queryByText(/selected/)).not.toBeInTheDocument());
  });

  test("its values are there as a table", async () => {
    serve(...answers);
    const { user } = await show(SCATTER);
    await plotted(/Scatter/);
    await user.click(screen.getByRole("button", { name: "Values as a table" }));
    const table = within(screen.getByRole("region", { name: "Values as a table" })).getByRole("table");
    expect(within(table).getAllByRole("row")).toHaveLength(5);
    expect(table).toHaveTextContent("a/b:2");
  });

  test("other keys go into the address, and Close takes it out", async () => {
    serve(...answers);
    const { user, address } = await show(SCATTER);
    await plotted(/Scatter/);
    await user.selectOptions(screen.getByRole("combobox", { name: "Colour" }), "One colour");
    await waitFor(() => expect(address()).toMatch(/plot=scatter,args.lr,metrics.top1$/));
    await user.click(screen.getByRole("checkbox", { name: "Log across" }));
    await waitFor(() => expect(address()).toMatch(/plot=scatter,args.lr,metrics.top1,!logx$/));
    await user.click(screen.getByRole("button", { name: "Close the plot" }));
    await waitFor(() => expect(address()).toBe(`/?${COLUMNS}`));
  });

  test("a failure tells itself in the plot, and the table stays", async () => {
    serve(refuse("GET", /sort=digest/, 503, "unavailable"), ...answers);
    await show(SCATTER);
    expect(await screen.findByRole("alert", {}, { timeout: 8000 })).toHaveTextContent("It says unavailable");
    expect(await screen.findByRole("row", { name: /a\/b:1/ })).toBeVisible();
  });
});

describe("a plot in the address", () => {
  test("comes back, and hostile text never throws", () => {
    const text = "scatter,args.lr,metrics.top1,!logx";
    expect(writePlot(readPlot(text))).toBe(text);
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 80 }), (hostile) => {
        const plot = readPlot(hostile);
        expect(readPlot(writePlot(plot))).toEqual(plot);
        expect(() => readPlot(`scatter,${hostile}`)).not.toThrow();
      }),
      { numRuns: 30 },
    );
  });
  test("is completed by the columns of the table first", () => {
    const key = (name: string, numeric: boolean, shown: boolean): PlotKey => ({ key: name, numeric, shown });
    const choices = [
      key("args.a", true, false),
      key("metrics.x", true, false),
      key("args.lr", true, true),
      key("args.opt", false, true),
      key("metrics.top1", true, true),
    ];
    const whole = (kind: string): readonly string[] => completed(readPlot(kind)!, choices).keys;
    expect(whole("scatter")).toEqual(["args.lr", "metrics.top1"]);
    expect(whole("groups")).toEqual(["metrics.top1", "args.opt"]);
    expect(whole("parallel")).toEqual(["args.lr", "args.opt", "args.a", "metrics.top1"]);
    expect(readPlot("pie,args.lr")).toBeNull();
  });
});
