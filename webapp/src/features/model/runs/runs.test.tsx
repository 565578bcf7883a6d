import { screen, within } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import type { Json } from "../../../lib/json/json.ts";
import { show } from "../../../test/render.tsx";
import { contractBody, reply, serve } from "../../../test/server.ts";
import { endingOf, provenanceOf, type Run } from "./runs.ts";

const ID = "tiny-shapes/small-conv:10823125c";
const PATH = `/api/v1/models/${ID}`;
const AGO = new Date(Date.now() - 2 * 3_600_000).toISOString();
const DEAD: Json = {
  id: "r".repeat(22),
  model: ID,
  number: 1,
  by: "hubot",
  host: "gpu-7",
  note: "first try",
  started_at: "2026-11-21T10:00:00.000Z",
  ended_at: "2026-11-21T12:14:05.000Z",
  outcome: "failed",
  error: "Traceback (most recent call last):\nRuntimeError: CUDA out of memory",
  first_step: 0,
  last_step: 1200,
  seen_at: "2026-11-21T12:14:00.000Z",
  live: {},
  provenance: {
    command: "python train.py --lr 0.1",
    commit: "0123456789abcdef",
    branch: "main",
    dirty: true,
    packages: { torch: "2.9.0", numpy: "2.3.1" },
    patch: "-a\n+b",
    queue: "long",
  },
  retention: { best: "val/acc:max", keep_last: 2, keep_every: null },
};
const ALIVE: Json = {
  ...DEAD,
  id: "s".repeat(22),
  number: 2,
  outcome: null,
  error: "",
  ended_at: null,
  started_at: AGO,
  first_step: 1201,
  last_step: 1500,
  seen_at: new Date().toISOString(),
  live: { loss: 0.31, lr: 1e-5 },
};

function standing(state: string, more: { [key: string]: Json }) {
  return reply("GET", PATH, 200, { ...contractBody(PATH), state, ...more });
}

test("a training that goes on says who, where, since when and how far", async () => {
  serve(standing("training", { run: ALIVE }), reply("GET", `${PATH}/runs`, 200, { rows: [DEAD, ALIVE] }));
  await show(`/models/${ID}`);
  const banner = within(await screen.findByRole("region", { name: "hubot is training it on gpu-7" }));
  expect(await banner.findByText(/step 1,500/)).toHaveTextContent(
    "Began 2 hours ago · step 1,500 · last heard of",
  );
  expect(banner.getByText("loss").nextSibling).toHaveTextContent("0.31");
  expect(banner.getByText("lr").nextSibling).toHaveTextContent("1e-5");
});

test("a lease without a run tells who has it; the run before has ended", async () => {
  const lease = { id: null, model: ID, holder: "octocat", host: "laptop", note: "", since: AGO };
  serve(
    standing("training", { run: DEAD }),
    reply("GET", "/api/v1/leases", 200, { rows: [{ ...lease, model: "a/b:1" }, lease] }),
  );
  await show(`/models/${ID}`);
  expect(await screen.findByRole("region", { name: "octocat is training it on laptop" })).toHaveTextContent(
    "Began 2 hours ago",
  );
});

test("what was interrupted says where it goes on, by a command and by two lines of Python", async () => {
  const resume = { step: 1200, ref: `${ID}@last` };
  serve(standing("interrupted", { run: { ...DEAD, outcome: null, error: "" }, resume }));
  await show(`/models/${ID}`);
  const banner = within(await screen.findByRole("region", { name: "Interrupted; saved up to step 1,200" }));
  expect(banner.getByText("hubot on gpu-7", { exact: false })).toBeVisible();
  expect(banner.getByText(`modelbase pull ${ID}@last`)).toBeVisible();
  expect(banner.getByRole("region", { name: /two lines/ }).textContent).toBe(
    "with modelbase.run(args) as run:\n    state = run.resume()",
  );
});

test("what failed without a checkpoint shows the error, and no command that would find nothing", async () => {
  serve(standing("failed", { run: DEAD, resume: null }));
  await show(`/models/${ID}`);
  const banner = within(await screen.findByRole("region", { name: "The training failed" }));
  expect(banner.getByRole("region", { name: "Last lines of the error" })).toHaveTextContent(
    "CUDA out of memory",
  );
  expect(banner.getByText(/begins at step 0/)).toBeVisible();
  expect(banner.queryByText(/modelbase pull/)).toBeNull();
});

test("runs stand newest first with outcome, steps, duration, retention and origin", async () => {
  serve(standing("training", { run: ALIVE }), reply("GET", `${PATH}/runs`, 200, { rows: [DEAD, ALIVE] }));
  const { user } = await show(`/models/${ID}?tab=runs`);
  const list = await screen.findByRole("list", { name: "Runs, newest first" });
  const cards = within(list).getAllByRole("article");
  expect(cards.map((card) => within(card).getByRole("heading").textContent)).toEqual(["Run 2", "Run 1"]);
  expect(cards[0]).toHaveTextContent("Training");
  expect(cards[0]).toHaveTextContent("Steps1,201 – 1,500");
  expect(cards[1]).toHaveTextContent("Failed");
  expect(cards[1]).toHaveTextContent("Took2 h 14 min");
  expect(cards[1]).toHaveTextContent("Steps0 – 1,200");
  expect(cards[1]).toHaveTextContent("Keepsthe best by val/acc (max), the last 2 checkpoints");
  expect(cards[1]).toHaveTextContent("Commit0123456789abcdef");
  expect(cards[1]).toHaveTextContent("queuelong");
  const old = within(cards[1]!);
  expect(old.getByRole("region", { name: "Command: Run 1" })).toHaveTextContent("python train.py --lr 0.1");
  await user.click(old.getByRole("button", { name: "Copy: Commit: Run 1" }));
  expect(await navigator.clipboard.readText()).toBe("0123456789abcdef");
  expect(old.queryByText("torch")).toBeNull();
  await user.click(old.getByText("2 packages with their versions"));
  expect(await old.findByRole("row", { name: "torch 2.9.0" })).toBeVisible();
});

describe("the tab of runs", () => {
  test("is not there where weights were pushed without one", async () => {
    serve(standing("trained", { run: null }));
    await show(`/models/${ID}`);
    expect(await screen.findByRole("tab", { name: "README" })).toBeVisible();
    expect(screen.queryByRole("tab", { name: "Runs" })).toBeNull();
    expect(screen.queryByRole("region", { name: /training|saved up to/i })).toBeNull();
  });
  test("has for those who see only the card no person and no machine", async () => {
    serve(
      standing("failed", { run: null, sees: ["card"] }),
      reply("GET", `${PATH}/runs`, 200, { rows: [DEAD] }),
    );
    await show(`/models/${ID}?tab=runs`);
    const card = await screen.findByRole("article", { name: "Run 1" });
    expect(card).toHaveTextContent("Steps0 – 1,200");
    expect(card.textContent).not.toMatch(/hubot|gpu-7|CUDA|train\.py/);
  });
});

test("a run without an outcome goes on only as the newest of a model in training", () => {
  const run = { outcome: null } as Run;
  expect(endingOf(run, true, "training")).toBe("training");
  expect(endingOf(run, false, "training")).toBe("interrupted");
  expect(endingOf(run, true, "interrupted")).toBe("interrupted");
  expect(endingOf({ ...run, outcome: "finished" }, true, "training")).toBe("finished");
});

test("nothing that a run says of itself is lost, whatever its form", () => {
  expect(provenanceOf(null)).toEqual({ command: null, patch: null, packages: [], facts: [] });
  const odd = { zeta: [1, { a: null }], command: 7, patch: "", packages: ["a"], branch: "b", commit: "c" };
  const { command, patch, packages, facts } = provenanceOf(odd);
  expect([command, patch, packages]).toEqual([null, null, []]);
  expect(Object.fromEntries(facts)).toEqual({
    zeta: '[1,{"a":null}]',
    command: "7",
    patch: "",
    packages: '["a"]',
    branch: "b",
    commit: "c",
  });
  expect(facts.slice(0, 2).map(([key]) => key)).toEqual(["commit", "branch"]);
});
