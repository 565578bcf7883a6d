/**
 * How the table's cost is measured in a browser: main-thread CPU time by Chromium's own thread ticks, which a busy
 * machine hardly changes, and element counts. Both `npm run perf` and e2e/speed.spec.ts use it. No goals here.
 */
import type { CDPSession, Page } from "@playwright/test";

export interface Cost {
  /** Main-thread milliseconds, all tasks. */
  cpu: number;
  /** Of these, in scripts. */
  script: number;
  /** Of these, in working out styles and places. */
  layout: number;
}

const ROW_TEXT = '[role=row][data-row]:not([data-row="-1"]) [role=gridcell] a';

/** The session through which costs are read. */
export async function probe(page: Page): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  return session;
}

/** What the main thread spent on an action. */
export async function costOf(session: CDPSession, action: () => Promise<void>): Promise<Cost> {
  const before = await spent(session);
  await action();
  const after = await spent(session);
  return {
    cpu: after.cpu - before.cpu,
    script: after.script - before.script,
    layout: after.layout - before.layout,
  };
}

/**
 * What a frame of a fixed piece of drawing costs here and now: a block of short texts that moves and changes. A machine
 * that is slow or busy needs longer for it and for scrolling alike, so that the one tells what to expect of the other.
 */
export async function calibrate(page: Page, session: CDPSession, count = 20): Promise<number> {
  const cost = await costOf(session, async () => {
    await page.evaluate(async (count) => {
      const block = document.createElement("div");
      Object.assign(block.style, { position: "fixed", inset: "0", contain: "strict", background: "white" });
      const cells = Array.from({ length: 600 }, (_, at) => {
        const cell = document.createElement("div");
        const place = { left: `${(at % 12) * 110}px`, top: `${Math.floor(at / 12) * 18}px`, width: "100px" };
        Object.assign(cell.style, { position: "absolute", overflow: "hidden", ...place });
        block.append(cell);
        return cell;
      });
      document.body.append(block);
      for (let frame = 0; frame < count; frame += 1) {
        for (const [at, cell] of cells.entries()) {
          if (at % 3 === frame % 3) cell.textContent = `value ${frame * at}`;
        }
        block.style.paddingTop = `${frame % 7}px`;
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
      block.remove();
    }, count);
  });
  return cost.cpu / count;
}

/** The cost of one wheel step, over many: down by 240 px or sideways by 160 px. */
export async function wheelCost(
  page: Page,
  session: CDPSession,
  way: "down" | "sideways",
  steps: number,
): Promise<Cost> {
  const box = (await page.getByRole("grid").boundingBox())!;
  await page.mouse.move(box.x + box.width * 0.6, box.y + box.height / 2);
  const [x, y] = way === "down" ? [0, 240] : [160, 0];
  const cost = await costOf(session, async () => {
    for (let step = 0; step < steps; step += 1) {
      await page.mouse.wheel(x, y);
      await frames(page, 2);
    }
  });
  return { cpu: cost.cpu / steps, script: cost.script / steps, layout: cost.layout / steps };
}

/** Milliseconds from a jump of the scroll bar until the rows there can be read, and whether all of it was ever blank. */
export async function jump(page: Page, part: number): Promise<{ wait: number; blank: boolean }> {
  return await page.evaluate(
    async ([part, selector]) => {
      const grid = document.querySelector("[role=grid]")!;
      const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
      const shown = (): Element[] => {
        const box = grid.getBoundingClientRect();
        return [...grid.querySelectorAll("[data-row]")].filter((row) => {
          const { top, bottom } = row.getBoundingClientRect();
          return row.getAttribute("data-row") !== "-1" && bottom > box.top + 60 && top < box.bottom - 20;
        });
      };
      const begun = performance.now();
      grid.scrollTop = (grid.scrollHeight - grid.clientHeight) * part;
      let blank = false;
      for (;;) {
        await frame();
        const rows = shown();
        // The first frame after a jump may be the one in which the table learns of it.
        if (rows.length === 0 && performance.now() - begun > 50) blank = true;
        if (rows.length > 0 && rows.every((row) => row.matches(`:has(${selector.split(" ").at(-1)})`))) break;
        if (performance.now() - begun > 10_000) throw new Error("no rows came");
      }
      return { wait: performance.now() - begun, blank };
    },
    [part, ROW_TEXT] as const,
  );
}

/** Elements of the whole page. */
export async function elements(page: Page): Promise<number> {
  return await page.evaluate(() => document.querySelectorAll("*").length);
}

/** Megabytes of script heap after a collection. */
export async function heap(session: CDPSession): Promise<number> {
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  return usedSize / 1e6;
}

/** Wait until the first row can be read. */
export async function firstRow(page: Page): Promise<void> {
  await page.locator(ROW_TEXT).first().waitFor();
}

/** Let the page draw. */
export async function frames(page: Page, count: number): Promise<void> {
  await page.evaluate(async (count) => {
    for (let frame = 0; frame < count; frame += 1) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
  }, count);
}

/** The one in the middle. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

async function spent(session: CDPSession): Promise<Cost> {
  const { metrics } = await session.send("Performance.getMetrics");
  const of = (name: string): number => (metrics.find((one) => one.name === name)?.value ?? 0) * 1000;
  return {
    cpu: of("TaskDuration"),
    script: of("ScriptDuration"),
    layout: of("LayoutDuration") + of("RecalcStyleDuration"),
  };
}
