/** Trainings to look at, told by the API as a training program tells them: one that goes on for the second time, one that failed. */
import { test as base } from "./fixtures.ts";
import type { Server } from "./server.ts";

const RUNS = ["first-run-of-a-training", "other-run-of-trainings", "a-run-that-will-fail-now"].map((id) =>
  id.slice(0, 22).padEnd(22, "x"),
) as [string, string, string];
const LAST = 1200;
const ERROR =
  'Traceback (most recent call last):\n  File "train.py", line 41, in <module>\nRuntimeError: out of memory';
export const PROVENANCE = {
  command: "python train.py --lr 0.02 --epochs 90",
  commit: "3f9d2c1a7b6e5d4c3b2a190817263544536271a0",
  branch: "sweep/learning-rate",
  dirty: false,
  python: "3.12.4",
  packages: { torch: "2.9.0", numpy: "2.3.1" },
};

/** One request of a training program. */
async function ask<T>({ url, token }: Server, method: string, path: string, body: object): Promise<T> {
  const headers = {
    Authorization: `Bearer ${token}`,
    "Content-Type": "application/json",
    "Modelbase-Client": "1",
  };
  const answer = await fetch(`${url}/api/v1${path}`, { method, headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

interface Begun {
  model: { id: string };
  lease: { id: string };
}

/** Begin a run of the args with this learning rate. */
async function begin(server: Server, lr: number, run: string, first_step: number): Promise<Begun> {
  const args = { dataset: "e2e", arch: "followed", lr };
  const record = { id: run, host: "gpu-7", first_step, note: "with warm-up", provenance: PROVENANCE };
  return await ask(server, "POST", "/leases", { args, owner: "job 7", run: record });
}

/** Log steps of a run: a loss that falls and is not finite at some, a learning rate that is small. */
async function log(server: Server, id: string, run: string, first: number, last: number): Promise<void> {
  const step = Array.from({ length: last - first + 1 }, (_, at) => first + at);
  const time = step.map((at) => Date.UTC(2026, 10, 21, 10) + at * 1000);
  const loss = step.map((at) =>
    at > 400 && at < 440
      ? "NaN"
      : at === 700
        ? "Infinity"
        : 2.5 * Math.exp(-at / 300) + 0.1 * Math.sin(at / 9) ** 2,
  );
  const series = {
    loss: { step, value: loss, time },
    lr: { step, value: step.map((at) => 2e-5 * (1 - at / 2000)), time },
    "val/acc": { step, value: step.map((at) => 1 - Math.exp(-at / 250)), time },
    "val/loss": { step, value: step.map((at) => 1.4 * Math.exp(-at / 400)), time },
  };
  await ask(server, "POST", `/models/${id}/series`, { run, seq: 0, series });
}

/** Has a model in training, resumed once, and one that has failed. */
export const test = base.extend<object, { followed: { training: string; failed: string } }>({
  followed: [
    async ({ server }, provide) => {
      const one = await begin(server, 0.02, RUNS[0], 0);
      const { id } = one.model;
      await log(server, id, RUNS[0], 0, 600);
      await ask(server, "POST", `/models/${id}/runs/${RUNS[0]}/end`, { outcome: "interrupted", step: 600 });
      const two = await begin(server, 0.02, RUNS[1], 601);
      await log(server, id, RUNS[1], 601, LAST);
      await ask(server, "POST", `/leases/${two.lease.id}/heartbeat`, {
        step: LAST,
        live: { loss: 0.125, lr: 8e-6 },
      });
      const bad = await begin(server, 0.5, RUNS[2], 0);
      const end = { outcome: "failed", step: 3, error: ERROR };
      await ask(server, "POST", `/models/${bad.model.id}/runs/${RUNS[2]}/end`, end);
      await provide({ training: id, failed: bad.model.id });
    },
    { scope: "worker", timeout: 120_000 },
  ],
});
