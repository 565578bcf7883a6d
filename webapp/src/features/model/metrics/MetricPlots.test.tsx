import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, describe, expect, test, vi } from "vitest";
import { contractBody, refuse, reply, serve } from "../../../test/server.ts";
import { show } from "../../../test/render.tsx";

// There is no canvas here; what is drawn is seen in the browser journeys, and said in words and tables.
const drawn = vi.hoisted(() => ({ now: 0, given: [] as { options: unknown; data: unknown }[] }));
vi.mock("uplot", () => ({
  default: class {
    constructor(options: unknown, data: unknown) {
      drawn.now += 1;
      drawn.given.push({ options, data });
    }
    destroy(): void {
      drawn.now -= 1;
    }
  },
}));

const ID = "tiny-shapes/small-conv:10823125c";
const PARENT = "tiny-shapes/small-conv:ffff00001";
const PATH = `/api/v1/models/${ID}`;

function stepped(values: number[]) {
  const [one] = (contractBody(`${PATH}/checkpoints`) as { rows: Record<string, unknown>[] }).rows;
  const rows = values.map((top1, at) => ({
    ...one,
    id: `c${at}`,
    label: `epoch-${at}`,
    step: at * 10,
    metrics: { top1, "val.loss": 1 / (at + 1) },
  }));
  return { rows, next: null } as unknown as ReturnType<typeof contractBody>;
}

test("metrics over steps are drawn, and said in words for who sees no plot", async () => {
  serve(reply("GET", `${PATH}/checkpoints`, 200, stepped([60, 70, 76])));
  const { user } = await show(`/models/${ID}?tab=metrics`);
  expect(await screen.findByRole("img", { name: "top1 goes from 60 to 76 at step 20" })).toBeVisible();
  const group = screen.getByRole("region", { name: "val" });
  expect(within(group).getByRole("img", { name: /^val.loss/ })).toBeVisible();
  expect(screen.getByRole("region", { name: "Metrics by checkpoint" })).toBeVisible();
  await user.click(screen.getByRole("checkbox", { name: "Log values" }));
  expect(screen.getByRole("checkbox", { name: "Log values" })).toBeChecked();
  expect(screen.queryByRole("checkbox", { name: "Overlay parents" })).toBeNull();
});

test("parents are asked for once they are overlaid", async () => {
  const model = { ...contractBody(PATH), parents: [{ id: PARENT, kind: "finetuned" }] };
  const { asked } = serve(
    reply("GET", PATH, 200, model),
    reply("GET", `${PATH}/checkpoints`, 200, stepped([60, 70])),
    reply("GET", `/api/v1/models/${PARENT}/checkpoints`, 200, stepped([50, 55])),
  );
  const { user } = await show(`/models/${ID}?tab=metrics`);
  const box = await screen.findByRole("checkbox", { name: "Overlay parents" });
  expect(asked.some((one) => one.path.includes(PARENT))).toBe(false);
  await user.click(box);
  await screen.findByRole("img", { name: /^top1/ });
  expect(asked.some((one) => one.path === `/api/v1/models/${PARENT}/checkpoints`)).toBe(true);
});

test("of one checkpoint the values stand as they are, without plot, table or axes", async () => {
  serve(reply("GET", `${PATH}/checkpoints`, 200, stepped([60])));
  await show(`/models/${ID}?tab=metrics`);
  const final = await screen.findByRole("region", { name: "Final values" });
  expect(within(final).getByRole("heading")).toHaveTextContent("Final values · epoch-0, step 0");
  expect(
    within(final)
      .getAllByRole("term")
      .map((term) => `${term.textContent} ${term.nextElementSibling?.textContent}`),
  ).toEqual(["top1 60", "val.loss 1"]);
  expect(screen.queryByRole("img", { name: /^top1/ })).toBeNull();
  expect(screen.queryByRole("region", { name: "Metrics by checkpoint" })).toBeNull();
  expect(screen.queryByRole("combobox", { name: "Across" })).toBeNull();
});

test("a metric with one step is a value beside the plots of the others, with its checkpoint", async () => {
  const { rows, next } = stepped([60, 70]) as unknown as { rows: Record<string, object>[]; next: null };
  const [first, last] = rows;
  const twice = [
    { ...first, metrics: { ...first!["metrics"], flops: 4.1e9 } },
    { ...last, metrics: { ...last!["metrics"], test: 71 } },
    { ...last, id: "c9", label: "again", metrics: { test: 72 } },
  ];
  serve(reply("GET", `${PATH}/checkpoints`, 200, { rows: twice, next } as never));
  await show(`/models/${ID}?tab=metrics`);
  const final = within(await screen.findByRole("region", { name: "Final values" }));
  expect(final.getByText("test").parentElement).toHaveTextContent("test71epoch-1, step 10");
  expect(final.getByText("flops").parentElement).toHaveTextContent("flops4.1e+9epoch-0, step 0");
  expect(screen.getByRole("img", { name: /^top1/ })).toBeVisible();
  expect(screen.queryByRole("img", { name: /^test/ })).toBeNull();
});

describe("a plot", () => {
  const watched = new Map<Element, (near: boolean) => void>();
  afterEach(() => watched.clear());

  test("is drawn once it comes near, and given up far away", async () => {
    // Links watch too, to load what they lead to.
    class Watch {
      private readonly tell: IntersectionObserverCallback;
      constructor(tell: IntersectionObserverCallback) {
        this.tell = tell;
      }
      observe(target: Element): void {
        if (target.getAttribute("role") !== "img") return;
        const told = (near: boolean) => [{ isIntersecting: near }] as IntersectionObserverEntry[];
        watched.set(target, (near) => this.tell(told(near), this as unknown as IntersectionObserver));
      }
      disconnect(): void {}
    }
    vi.stubGlobal("IntersectionObserver", Watch);
    serve(reply("GET", `${PATH}/checkpoints`, 200, stepped([60, 70, 76])));
    await show(`/models/${ID}?tab=metrics`);
    await screen.findByRole("img", { name: /^top1/ });
    await waitFor(() => expect(watched.size).toBe(2));
    await new Promise((done) => requestAnimationFrame(done));
    expect(drawn.now).toBe(0);
    const [tell] = [...watched.values()];
    act(() => tell!(true));
    await waitFor(() => expect(drawn.now).toBe(1));
    act(() => tell!(false));
    await waitFor(() => expect(drawn.now).toBe(0));
  });
});

test("each plot has its values as a table, and the line as measured beside a smoothed one", async () => {
  serve(reply("GET", `${PATH}/checkpoints`, 200, stepped([60, 70, 76])));
  const { user } = await show(`/models/${ID}?tab=metrics`);
  await screen.findByRole("img", { name: /^top1/ });
  await user.click(screen.getAllByText("Values")[0]!);
  const table = await screen.findByRole("region", { name: "Values of top1" });
  expect(
    within(table)
      .getAllByRole("row")
      .map((row) => row.textContent),
  ).toEqual(["Stepthis model", "060", "1070", "2076"]);
  screen.getByRole("slider", { name: "Smoothing" }).focus();
  fireEvent.change(screen.getByRole("slider", { name: "Smoothing" }), { target: { value: "0.5" } });
  expect(within(table).getByRole("columnheader", { name: "as measured" })).toBeVisible();
});

test("a log axis says what it leaves out", async () => {
  serve(reply("GET", `${PATH}/checkpoints`, 200, stepped([60, -70, 76])));
  const { user } = await show(`/models/${ID}?tab=metrics`);
  await user.click(await screen.findByRole("checkbox", { name: "Log values" }));
  expect(await screen.findByText(/^1 value of 0 or less left out/)).toBeVisible();
  await user.click(screen.getByRole("checkbox", { name: "Log steps" }));
  expect(await screen.findByText(/^2 values of 0 or less left out/)).toBeVisible();
});

test("replicas are asked for once the family is overlaid, and stand in the table", async () => {
  const other = "tiny-shapes/small-conv:ffff00002";
  const { asked } = serve(
    reply("GET", `${PATH}/checkpoints`, 200, stepped([60, 70])),
    reply("GET", `/api/v1/models/${other}/checkpoints`, 200, stepped([50, 55])),
  );
  const { user } = await show(`/models/${ID}?tab=metrics`);
  const box = await screen.findByRole("checkbox", { name: "Overlay family" });
  expect(asked.some((one) => one.path.endsWith("/family"))).toBe(false);
  await user.click(box);
  await user.click(screen.getAllByText("Values")[0]!);
  const table = await screen.findByRole("region", { name: "Values of top1" });
  expect(await within(table).findByRole("columnheader", { name: "ffff00002" })).toBeVisible();
});

test("over the time metrics are drawn that have no step", async () => {
  const { rows, next } = stepped([60, 70]) as unknown as { rows: object[]; next: null };
  const bare = rows.map((row, at) => ({ ...row, step: null, created_at: `2026-01-01T0${at}:00:00Z` }));
  serve(reply("GET", `${PATH}/checkpoints`, 200, { rows: [...bare, ...rows.slice(0, 2)], next } as never));
  const { user } = await show(`/models/${ID}?tab=metrics`);
  await user.selectOptions(await screen.findByRole("combobox", { name: "Across" }), "Time");
  expect(await screen.findByRole("img", { name: /^top1 goes from/ })).toBeVisible();
});

test("of many metrics one is found by its name", async () => {
  const { rows } = stepped([1, 2]) as unknown as { rows: Record<string, object>[] };
  const many = rows.map((row) => ({
    ...row,
    metrics: { ...row["metrics"], ...Object.fromEntries([1, 2, 3, 4, 5, 6].map((n) => [`m${n}`, n])) },
  }));
  serve(reply("GET", `${PATH}/checkpoints`, 200, { rows: many, next: null }));
  const { user } = await show(`/models/${ID}?tab=metrics`);
  await user.type(await screen.findByRole("searchbox", { name: "Find a metric" }), "m3");
  expect(await screen.findByText("1 of 8")).toBeVisible();
  expect(screen.getByRole("img", { name: /^m3/ })).toBeVisible();
  expect(screen.queryByRole("img", { name: /^m4/ })).toBeNull();
  await user.type(screen.getByRole("searchbox", { name: "Find a metric" }), "zz");
  expect(await screen.findByText("No metric has that name.")).toBeVisible();
});

describe("what was logged", () => {
  const HEADS = [
    { key: "loss", count: 4, first_step: 0, last_step: 3, last: 1e-5, min: 1e-5, max: 2.5 },
    { key: "val/acc", count: 1, first_step: 3, last_step: 3, last: 0.75, min: 0.75, max: 0.75 },
  ];
  const LOSS = {
    key: "loss",
    step: [0, 1, 2, 3],
    value: [2.512345678901, "NaN", "Infinity", 1e-5],
    time: [0, 3_600_000, 7_200_000, 7_200_500],
    run: [1, 1, 2, 2],
    total: 100_000,
  };
  const SERIES = `${PATH}/series`;
  const ONE = /\/series\?key=loss&points=1600$/;

  /** All is near at once. */
  function near(): void {
    class Near {
      private readonly tell: IntersectionObserverCallback;
      constructor(tell: IntersectionObserverCallback) {
        this.tell = tell;
      }
      observe(): void {
        const told = [{ isIntersecting: true }] as IntersectionObserverEntry[];
        this.tell(told, this as unknown as IntersectionObserver);
      }
      disconnect(): void {}
    }
    vi.stubGlobal("IntersectionObserver", Near);
  }

  test("is asked for in about as many points as the plot is wide, once it comes near, and drawn truly", async () => {
    near();
    drawn.given.length = 0;
    const { asked } = serve(
      reply("GET", SERIES, 200, { rows: HEADS, next: null }),
      reply("GET", ONE, 200, { rows: [LOSS], next: null }),
      reply("GET", `${PATH}/checkpoints`, 200, { rows: [], next: null }),
    );
    await show(`/models/${ID}?tab=metrics`);
    expect(
      await screen.findByRole("img", { name: "loss goes from 2.51235 to 1e-5 at step 3" }),
    ).toBeVisible();
    expect(asked.filter((one) => ONE.test(one.path))).toHaveLength(1);
    await waitFor(() =>
      expect(drawn.given.at(-1)?.data).toEqual([
        [0, 1, 2, 3],
        [2.512345678901, null, null, 1e-5],
      ]),
    );
    expect(screen.getByText("4 of 100,000 points", { exact: false })).toBeVisible();
    expect(screen.getByText(/× is NaN/)).toBeVisible();
    const final = within(screen.getByRole("region", { name: "Final values" }));
    expect(final.getByText("val/acc").parentElement).toHaveTextContent("val/acc0.75");
    // The legend has the values in full, also those that leave a gap.
    const { series } = drawn.given.at(-1)!.options as {
      series: { value: (plot: unknown, value: null, series: number, index: number | null) => string }[];
    };
    const legend = [0, 1, 2, null].map((index) =>
      series[1]!.value({ cursor: { idx: index } }, null, 1, index),
    );
    expect(legend).toEqual(["2.512345678901", "NaN", "Infinity", "–"]);
  });

  test("has a table that says where a run begins", async () => {
    serve(
      reply("GET", SERIES, 200, { rows: HEADS, next: null }),
      reply("GET", ONE, 200, { rows: [LOSS], next: null }),
      reply("GET", `${PATH}/checkpoints`, 200, { rows: [], next: null }),
    );
    const { user } = await show(`/models/${ID}?tab=metrics`);
    await user.click(await screen.findByText("Values"));
    const table = await screen.findByRole("region", { name: "Values of loss" });
    await within(table).findByText("NaN");
    const rows = within(table).getAllByRole("row");
    expect(rows.map((row) => row.textContent)).toEqual([
      "Stepthis model",
      "02.51235",
      "1NaN",
      "Run 22Infinity",
      "31e-5",
    ]);
    await user.selectOptions(screen.getByRole("combobox", { name: "Across" }), "Time");
    expect(
      await within(table).findByRole("columnheader", { name: "Hours since the first value" }),
    ).toBeVisible();
  });

  test("of other models is asked for at once, and their checkpoints stand in where they logged nothing", async () => {
    near();
    drawn.given.length = 0;
    const model = { ...contractBody(PATH), parents: [{ id: PARENT, kind: "resumed" }] };
    const none = { ...LOSS, model: PARENT, step: [], value: [], time: [], run: [], total: 0 };
    const [first, last] = (stepped([7, 8]) as unknown as { rows: Record<string, object>[] }).rows;
    const others = [first, last].map((row, at) => ({ ...row, metrics: { loss: 7 + at } }));
    const { asked } = serve(
      reply("GET", PATH, 200, model),
      reply("GET", SERIES, 200, { rows: HEADS, next: null }),
      reply("GET", ONE, 200, { rows: [LOSS], next: null }),
      reply("GET", /^\/api\/v1\/series\?/, 200, { rows: [none], next: null }),
      reply("GET", `${PATH}/checkpoints`, 200, { rows: [], next: null }),
      reply("GET", `/api/v1/models/${PARENT}/checkpoints`, 200, { rows: others, next: null }),
    );
    const { user } = await show(`/models/${ID}?tab=metrics`);
    await user.click(await screen.findByRole("checkbox", { name: "Overlay parents" }));
    await waitFor(() =>
      expect(drawn.given.at(-1)?.data).toEqual([
        [0, 1, 2, 3, 10],
        [2.512345678901, null, null, 1e-5, undefined],
        [7, undefined, undefined, undefined, 8],
      ]),
    );
    const paths = asked.map((one) => one.path);
    expect(paths).toContain(`/api/v1/series?id=${PARENT}&key=loss&points=1600`);
  });

  test("that cannot be read is said in its place, with a way to ask again", async () => {
    near();
    let broken = true;
    serve(
      reply("GET", SERIES, 200, { rows: HEADS, next: null }),
      (one) => (broken ? refuse("GET", ONE, 503, "unavailable")(one) : undefined),
      reply("GET", ONE, 200, { rows: [LOSS], next: null }),
      reply("GET", `${PATH}/checkpoints`, 200, { rows: [], next: null }),
    );
    const { user } = await show(`/models/${ID}?tab=metrics`);
    const again = await screen.findByRole("button", { name: "Retry" });
    broken = false;
    await user.click(again);
    expect(await screen.findByRole("img", { name: /^loss goes from/ })).toBeVisible();
  });
});
