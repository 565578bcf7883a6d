import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { show } from "../../../test/render.tsx";
import { contractBody, refuse, reply, serve } from "../../../test/server.ts";

const ID = "tiny-shapes/small-conv:10823125c";
const PATH = `/api/v1/models/${ID}`;
const OTHER = "tiny-shapes/small-conv:ffff00002";

test("replicas stand with their seeds, mean and spread, and lead on", async () => {
  serve();
  await show(`/models/${ID}?tab=family`);
  const table = within(await screen.findByRole("region", { name: "Replicas and their metrics" }));
  expect(table.getByRole("row", { name: /this model/ })).toHaveTextContent("0.946667");
  expect(table.getByRole("link", { name: OTHER })).toHaveAttribute("href", `/models/${OTHER}`);
  expect(table.getByRole("row", { name: /^Mean/ })).toHaveTextContent("0.936667 ± 0.0141421");
  expect(table.getByRole("row", { name: /^Range/ })).toHaveTextContent("n = 2");
  expect(screen.getByText("2 replicas: the same args but for the seed.")).toBeVisible();
  expect(screen.getByRole("link", { name: "Show in the table" })).toHaveAttribute(
    "href",
    expect.stringMatching(/^\/\?where=family\+=\+%22[0-9a-f]{64}%22$/),
  );
  expect(screen.getByRole("link", { name: "Compare" })).toHaveAttribute(
    "href",
    expect.stringContaining("/diff?id="),
  );
  expect(screen.queryByText("No replica yet")).toBeNull();
});

test("of one model there is no spread, and it says what would give one", async () => {
  const { rows, ...rest } = contractBody(`${PATH}/family`) as { rows: object[] };
  const alone = { n: 1, not_finite: 0, mean: 0.9, std: null, min: 0.9, max: 0.9 };
  const body = { ...rest, count: 1, rows: rows.slice(0, 1), metrics: { top1: alone } };
  serve(reply("GET", `${PATH}/family`, 200, body as never));
  await show(`/models/${ID}?tab=family`);
  expect(await screen.findByText("No replica yet")).toBeVisible();
  expect(screen.queryByRole("link", { name: /Compare/ })).toBeNull();
  expect(screen.getByRole("row", { name: /^Mean/ })).not.toHaveTextContent("±0");
});

test("an error says so", async () => {
  serve(refuse("GET", `${PATH}/family`, 503, "database_unavailable"));
  await show(`/models/${ID}?tab=family`);
  expect(await screen.findByRole("button", { name: "Retry" })).toBeVisible();
});
