import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { contractBody, reply, serve } from "../../test/server.ts";
import { show } from "../../test/render.tsx";

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
  await user.click(screen.getByRole("checkbox", { name: "Log axis" }));
  expect(screen.getByRole("checkbox", { name: "Log axis" })).toBeChecked();
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

test("one checkpoint is a table and no plot", async () => {
  serve(reply("GET", `${PATH}/checkpoints`, 200, stepped([60])));
  await show(`/models/${ID}?tab=metrics`);
  expect(await screen.findByRole("region", { name: "Metrics by checkpoint" })).toBeVisible();
  expect(screen.queryByRole("img", { name: /^top1/ })).toBeNull();
});
