import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import type { Json } from "../../../lib/json/json.ts";
import { contractBody, refuse, reply, serve } from "../../../test/server.ts";
import { show, type Shown } from "../../../test/render.tsx";

const IDS = ["a/b:111111111", "a/b:222222222", "a/b:333333333"];
const table = reply("GET", /api\/v1\/models\?/, 200, {
  rows: IDS.map((id) => ({ id })),
  next: null,
  total: 3,
});

async function selectAll(): Promise<Shown> {
  const shown = await show("/");
  await screen.findByRole("row", { name: /a\/b:1/ });
  screen.getByRole("grid").focus();
  await shown.user.keyboard(" {ArrowDown} {ArrowDown} ");
  return shown;
}

describe("what is done with the selected models", () => {
  test("tags are added to each and others taken off", async () => {
    const { asked } = serve(table, reply("PATCH", /models/, 200, {}));
    const { user } = await selectAll();
    await user.click(screen.getByRole("button", { name: "Tag" }));
    const dialog = await screen.findByRole("dialog", { name: "Tag 3 models" });
    await user.type(within(dialog).getByRole("textbox", { name: "Add tags" }), "baseline, paper v2,baseline");
    await user.type(within(dialog).getByRole("textbox", { name: "Take tags off" }), "draft");
    await user.click(within(dialog).getByRole("button", { name: "Change tags" }));
    expect(await screen.findByText("3 models done")).toBeVisible();
    const writes = asked.filter((one) => one.method === "PATCH");
    expect(new Set(writes.map((one) => one.path))).toEqual(new Set(IDS.map((id) => `/api/v1/models/${id}`)));
    expect(writes.filter((one) => one.path.endsWith(IDS[0]!)).map((one) => one.body)).toEqual([
      { add_tags: ["baseline", "paper v2"] },
      { remove_tags: ["draft"] },
    ]);
  });

  test("one refusal stops no other, is told with its reason, and can be tried again", async () => {
    let tries = 0;
    const { asked } = serve(
      table,
      (one) => {
        if (one.method !== "PATCH" || !one.path.endsWith(IDS[1]!)) return undefined;
        tries += 1;
        return tries === 1 ? refuse("PATCH", /./, 403, "forbidden")(one) : undefined;
      },
      reply("PATCH", /models/, 200, {}),
    );
    const { user } = await selectAll();
    await user.click(screen.getByRole("button", { name: "Visibility" }));
    await user.click(await screen.findByRole("radio", { name: "Public" }));
    await user.click(screen.getByRole("button", { name: "Make public" }));
    expect(await screen.findByText("2 models done")).toBeVisible();
    const failures = screen.getByRole("list", { name: "What was not done, and why" });
    expect(within(failures).getByText(IDS[1]!)).toBeVisible();
    expect(failures).toHaveTextContent("It says forbidden");
    await user.click(screen.getByRole("button", { name: "Try 1 again" }));
    expect(await screen.findByText("3 models done")).toBeVisible();
    expect(asked.filter((one) => one.method === "PATCH")).toHaveLength(4);
  });

  test("deleting asks for the number to be typed, and tells which are in use; those go only when asked for", async () => {
    const reasons: Json = [
      { kind: "alias", text: "the alias prod points to it", alias: "prod" },
      { kind: "children", text: "it is a parent of 2 models", count: 2 },
    ];
    const { asked } = serve(
      table,
      (one) =>
        one.path.endsWith(IDS[2]!)
          ? refuse("DELETE", /./, 409, "in_use", { reasons, force: true })(one)
          : undefined,
      reply("DELETE", /models/, 200, {}),
    );
    const { user } = await selectAll();
    await user.click(screen.getByRole("button", { name: "Delete" }));
    const dialog = await screen.findByRole("alertdialog", { name: "Move 3 models to the trash?" });
    const go = within(dialog).getByRole("button", { name: "Move to trash" });
    await user.type(within(dialog).getByRole("textbox"), "2{Enter}");
    expect(go).toBeDisabled();
    expect(asked.some((one) => one.method === "DELETE")).toBe(false);
    await user.clear(within(dialog).getByRole("textbox"));
    await user.type(within(dialog).getByRole("textbox"), "3{Enter}");
    expect(await screen.findByText("1 not done")).toBeVisible();
    expect(screen.getByRole("list", { name: /not done/ })).toHaveTextContent(
      "the alias prod points to it · it is a parent of 2 models",
    );
    await user.click(screen.getByRole("button", { name: "Delete 1 in use anyway" }));
    expect(await screen.findByText("3 models done")).toBeVisible();
    expect(asked.findLast((one) => one.method === "DELETE")?.path).toBe(
      `/api/v1/models/${IDS[2]}?force=true`,
    );
  });

  test("the IDs are copied, one a line", async () => {
    serve(table);
    const { user } = await selectAll();
    await user.click(screen.getByRole("button", { name: "Copy IDs" }));
    expect(await navigator.clipboard.readText()).toBe(IDS.join("\n"));
  });

  test("who may only read compares and copies, no more", async () => {
    const me = { ...contractBody("/api/v1/me"), role: "read_only" };
    serve(table, reply("GET", "/api/v1/me", 200, me));
    await selectAll();
    await waitFor(() => expect(screen.getByRole("button", { name: "Compare" })).toBeEnabled());
    expect(screen.queryByRole("button", { name: "Delete" })).not.toBeInTheDocument();
    expect(screen.queryByRole("button", { name: "Tag" })).not.toBeInTheDocument();
  });
});
