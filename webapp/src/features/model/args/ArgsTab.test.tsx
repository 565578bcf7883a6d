import { screen, waitFor, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { saveFile } from "../../../lib/save.ts";
import { show } from "../../../test/render.tsx";
import { contractBody, refuse, reply, serve } from "../../../test/server.ts";

vi.mock("../../../lib/save.ts", () => ({ saveFile: vi.fn<typeof saveFile>() }));

const ID = "tiny-shapes/small-conv:10823125c";
const PATH = `/api/v1/models/${ID}`;
const PARENT = "tiny-shapes/small-conv:ffff00001";
const DIFF = /^\/api\/v1\/diff\?/;

function withParent() {
  const model = { ...contractBody(PATH), parents: [{ id: PARENT, kind: "finetuned" }] };
  const value = (v: unknown, change: string) => ({ state: "value", value: v, change });
  const missing = (change: string) => ({ state: "missing", change });
  const row = (key: string, cells: unknown[]) => ({ section: "args", key, status: "changed", cells });
  const answer = {
    ids: [ID, PARENT],
    base: 1,
    equal: false,
    counts: {},
    models: [],
    rows: [
      row("optimizer.lr", [value(0.0001, "changed"), value(0.5, "same")]),
      row("model.dropout", [value(1, "added"), missing("same")]),
      row("momentum", [missing("removed"), value(0.9, "same")]),
    ],
  };
  return [reply("GET", PATH, 200, model), reply("GET", DIFF, 200, answer as never)] as const;
}

test("rows that differ from the parent say what it had, and can be shown alone", async () => {
  serve(...withParent());
  const { user } = await show(`/models/${ID}?tab=args`);
  expect(await screen.findByText("3 keys differ from")).toBeVisible();
  expect(screen.getByRole("row", { name: /^lr/ })).toHaveTextContent("~ parent: 0.5");
  expect(screen.getByRole("row", { name: /^dropout/ })).toHaveTextContent("+ not in the parent");
  expect(screen.getByText("1 key of the parent is missing here")).toBeVisible();
  await user.click(screen.getByRole("checkbox", { name: "Differences only" }));
  await waitFor(() => expect(screen.queryByRole("row", { name: /^noise/ })).toBeNull());
  expect(screen.getByRole("row", { name: /^optimizer/ })).toBeVisible();
  expect(screen.getByRole("link", { name: "Compare in full" })).toHaveAttribute(
    "href",
    expect.stringContaining("/diff?id="),
  );
});

test("a parent that is gone is nothing to compare with; another failure can be tried again", async () => {
  const [model] = withParent();
  serve(model, refuse("GET", DIFF, 404, "model_not_found"));
  await show(`/models/${ID}?tab=args`);
  expect(await screen.findByRole("row", { name: /^lr/ })).toBeVisible();
  await waitFor(() => expect(screen.queryByText(/keys differ from/)).toBeNull());
  expect(screen.queryByRole("alert")).toBeNull();
});

test("a leaf leads to the models with its value, a mapping does not", async () => {
  serve();
  const { user, address } = await show(`/models/${ID}?tab=args`);
  const link = await screen.findByRole("link", { name: "Models with this value of optimizer.lr" });
  expect(screen.queryByRole("link", { name: "Models with this value of optimizer" })).toBeNull();
  await user.click(link);
  await waitFor(() => expect(address()).toBe("/?where=args.optimizer.lr+=+1e-4"));
});

test("why a key does not count stands in its row, by the pattern", async () => {
  serve();
  await show(`/models/${ID}?tab=args`);
  const row = await screen.findByRole("row", { name: /^num_workers/ });
  await waitFor(() => expect(row).toHaveTextContent("by the pattern num_workers"));
});

test("the args are taken along as they were given, and as YAML", async () => {
  serve();
  const { user } = await show(`/models/${ID}?tab=args`);
  await user.click(await screen.findByRole("button", { name: "Download: JSON, as given" }));
  await waitFor(() => expect(saveFile).toHaveBeenCalledTimes(1));
  const [json, name] = vi.mocked(saveFile).mock.calls[0]!;
  expect(name).toBe("tiny-shapes-small-conv-10823125c-args.json");
  expect(await json.text()).toContain('"lr": 1e-4');
  await user.click(screen.getByRole("button", { name: "Download: YAML" }));
  await waitFor(() => expect(saveFile).toHaveBeenCalledTimes(2));
  expect(await vi.mocked(saveFile).mock.calls[1]![0].text()).toContain("  lr: 1.0e-4\n");
});

test("a stranger sees no way into the table", async () => {
  serve(refuse("GET", "/api/v1/me", 401, "sign_in_required"));
  await show(`/models/${ID}?tab=args`);
  const row = await screen.findByRole("row", { name: /^lr/ });
  expect(within(row).queryByRole("link")).toBeNull();
});
