import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, describe, expect, test, vi } from "vitest";
import { contractBody, reply, serve } from "../../../test/server.ts";
import { show } from "../../../test/render.tsx";

// There is no canvas here; what is drawn is seen in the browser journeys, and said in words and tables.
const drawn = vi.hoisted(() => ({ now: 0 }));
vi.mock("uplot", () => ({
  default: class {
    constructor() {
      drawn.now += 1;
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
