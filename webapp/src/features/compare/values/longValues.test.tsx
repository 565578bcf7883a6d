import { screen, within } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import type { Compared } from "../../../lib/text/textdiff.worker.ts";
import { show } from "../../../test/render.tsx";
import { contractBody, reply, serve } from "../../../test/server.ts";

const IDS = ["faint-digits/small-conv:71f6b62e4", "faint-digits/small-conv:736f712a4"];
const PATH = `/diff?${IDS.map((id) => `id=${id}`).join("&")}`;
const BODY = contractBody(`/api/v1${PATH}`);

/** What a worker does when it is asked. */
type Answers = (tell: (event: Event) => void) => void;

function workers(answers: Answers): { ended: number } {
  const seen = { ended: 0 };
  class Spoilt extends EventTarget {
    postMessage(): void {
      queueMicrotask(() => answers((event) => this.dispatchEvent(event)));
    }
    terminate(): void {
      seen.ended += 1;
    }
  }
  vi.stubGlobal("Worker", Spoilt);
  return seen;
}

/** Open both values of the only row in full. */
async function drawer(): Promise<HTMLElement> {
  const cells = [
    { state: "value", change: "same", value: "long\ntext" },
    { state: "value", change: "changed", value: "long\nwords, and more of them" },
  ];
  const row = { section: "args", key: "c", status: "changed", cells };
  serve(reply("GET", /diff/, 200, { ...BODY, counts: { args: { different: 1, total: 9 } }, rows: [row] }));
  const { user } = await show(PATH);
  await screen.findByRole("treegrid", { name: "Differences" });
  await user.keyboard("n{Enter}");
  return await screen.findByRole("dialog", { name: "c" });
}

async function expectSizes(shown: HTMLElement): Promise<void> {
  expect(await within(shown).findByText(/^9 B, 2 lines/)).toBeVisible();
  expect(within(shown).getByText(/^28 B, 2 lines/)).toBeVisible();
}

afterEach(() => vi.unstubAllGlobals());

test("a worker that cannot be made leaves sizes, and says why", async () => {
  vi.stubGlobal("Worker", function refused() {
    throw new DOMException("refused by policy", "SecurityError");
  });
  const shown = await drawer();
  expect(await within(shown).findByText(/could not start the comparison/)).toBeVisible();
  await expectSizes(shown);
});

test("a worker that fails to start leaves sizes, and is ended", async () => {
  const seen = workers((tell) => tell(new Event("error")));
  const shown = await drawer();
  expect(await within(shown).findByText(/could not start the comparison/)).toBeVisible();
  await expectSizes(shown);
  expect(seen.ended).toBeGreaterThan(0);
});

test("a worker that takes too long is ended, and the texts are told by their sizes", async () => {
  const seen = workers((tell) => tell(new MessageEvent<Compared>("message", { data: { begun: true } })));
  const shown = await drawer();
  expect(await within(shown).findByText(/too long to compare line by line/)).toBeVisible();
  await expectSizes(shown);
  expect(seen.ended).toBeGreaterThan(0);
});
