/**
 * What a person waits for, by the clock: the first row that can be read, and the answer to each press of a short walk
 * through the table, at full speed or a part of it. A busy machine falsifies it, so it is printed and gates nothing.
 */
import type { Page } from "@playwright/test";
import { firstRow, frames } from "./probe.ts";

/** Milliseconds from going to a table until its first row can be read. */
export async function firstRowWait(page: Page, address: string, rate: number): Promise<number> {
  await slowDown(page, rate);
  const begun = performance.now();
  await page.goto(address, { waitUntil: "commit" });
  await firstRow(page);
  return performance.now() - begun;
}

export interface Answers {
  /** 98 of 100 answers came within this many milliseconds. */
  p98: number;
  /** The slowest one, and what was asked. */
  slowest: number;
  asked: string;
  count: number;
}

/** Walk through a table: arrows, pages, columns shown and hidden, order, a row opened, the palette. */
export async function answers(page: Page, address: string, rate: number): Promise<Answers> {
  await page.addInitScript(observe);
  await page.goto(address);
  await firstRow(page);
  await frames(page, 30);
  await slowDown(page, rate);
  const waits: { asked: string; wait: number }[] = [];
  for (const [asked, act] of walk(page)) {
    await act();
    await frames(page, 3);
    const found = await page.evaluate(() => Reflect.get(window, "taken")() as number[]);
    waits.push(...found.map((wait) => ({ asked, wait })));
  }
  const sorted = waits.toSorted((one, other) => one.wait - other.wait);
  const last = sorted.at(-1) ?? { asked: "", wait: 0 };
  const at = Math.max(0, Math.ceil(sorted.length * 0.98) - 1);
  return { p98: sorted[at]?.wait ?? 0, slowest: last.wait, asked: last.asked, count: sorted.length };
}

/** Keep the longest event of each interaction until it is asked for. */
function observe(): void {
  const times = new Map<number, number>();
  const note = (entries: PerformanceEntryList): void => {
    for (const entry of entries) {
      const id = Number(Reflect.get(entry, "interactionId"));
      if (id > 0) times.set(id, Math.max(times.get(id) ?? 0, entry.duration));
    }
  };
  const observer = new PerformanceObserver((list) => note(list.getEntries()));
  observer.observe({ type: "event", durationThreshold: 16 } as PerformanceObserverInit);
  Reflect.set(window, "taken", () => {
    note(observer.takeRecords());
    const taken = [...times.values()];
    times.clear();
    return taken;
  });
}

function walk(page: Page): [string, () => Promise<unknown>][] {
  const press = (key: string, times = 1): [string, () => Promise<unknown>][] =>
    Array.from({ length: times }, () => [key, () => page.keyboard.press(key)]);
  const keys = page.getByRole("treeitem");
  return [
    ["focus the table", () => page.getByRole("grid").focus()],
    ...press("ArrowDown", 15),
    ...press("PageDown", 6),
    ["open the columns", () => page.getByRole("button", { name: /^Columns/ }).click()],
    ["the columns are there", () => keys.first().waitFor()],
    ...press("d"),
    ...press("e"),
    ...Array.from({ length: 5 }, (_, at): [string, () => Promise<unknown>] => [
      "show or hide a column",
      () => keys.nth(at + 2).click(),
    ]),
    ["close the columns", () => page.getByRole("button", { name: "Close the columns" }).click()],
    ["sort", () => page.getByRole("columnheader", { name: "Title" }).click()],
    ...press("Control+k"),
    ["the palette is there", () => page.getByRole("dialog").waitFor()],
    ...press("Escape"),
    ["focus the table", () => page.getByRole("grid").focus()],
    ...press("Control+Home"),
    ...press("Enter"),
  ];
}

async function slowDown(page: Page, rate: number): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate });
}
