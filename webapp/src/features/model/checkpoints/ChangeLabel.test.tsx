import { screen, waitFor } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import { contractBody, reply, serve, type Asked } from "../../../test/server.ts";
import { show } from "../../../test/render.tsx";

const ID = "tiny-shapes/small-conv:10823125c";
const CHECKPOINTS = `/api/v1/models/${ID}/checkpoints`;
const rows = () =>
  (contractBody(CHECKPOINTS) as { rows: Record<string, string>[] }).rows.map((row) => ({ ...row }));
const writes = (asked: Asked[]) =>
  asked.filter((one) => one.method !== "GET").map((one) => `${one.method} ${one.path}`);

async function menu(user: Awaited<ReturnType<typeof show>>["user"], label: string, item: string) {
  await user.click(await screen.findByRole("button", { name: `Actions for ${label}` }));
  await user.click(await screen.findByRole("menuitem", { name: item }));
}

describe("a checkpoint's label", () => {
  test("is changed, and changed back", async () => {
    const [first] = rows();
    const { asked } = serve(reply("PUT", /\/label$/, 200, first));
    const { user } = await show(`/models/${ID}?tab=checkpoints`);
    await menu(user, first!["label"]!, "Change label…");
    const field = await screen.findByRole("textbox", { name: "New label" });
    await user.clear(field);
    await user.type(field, "-x");
    expect(screen.getByRole("alert")).toHaveTextContent("beginning with a letter");
    await user.clear(field);
    await user.type(field, "epoch-90{Enter}");
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    await screen.findByText(`${first!["label"]} is as it was.`);
    expect(asked.filter((one) => one.method === "PUT").map((one) => one.body)).toEqual([
      { label: "epoch-90", move: false },
      { label: first!["label"], move: false },
    ]);
  });

  test("that another one has is taken over only after that was said, and given back", async () => {
    const [first, second] = rows();
    const { asked } = serve(reply("PUT", /\/label$/, 200, first));
    const { user } = await show(`/models/${ID}?tab=checkpoints`);
    await menu(user, first!["label"]!, "Change label…");
    const field = await screen.findByRole("textbox", { name: "New label" });
    await user.clear(field);
    await user.type(field, second!["label"]!);
    expect(screen.getByRole("status")).toHaveTextContent(second!["hash"]!.slice(0, 12));
    await user.click(screen.getByRole("button", { name: "Move the label here" }));
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    await waitFor(() => expect(writes(asked)).toHaveLength(3));
    expect(asked.filter((one) => one.method === "PUT").map((one) => [one.path, one.body])).toEqual([
      [`${CHECKPOINTS}/${first!["id"]}/label`, { label: second!["label"], move: true }],
      [`${CHECKPOINTS}/${second!["id"]}/label`, { label: second!["label"], move: true }],
      [`${CHECKPOINTS}/${first!["id"]}/label`, { label: first!["label"], move: false }],
    ]);
  });
});

describe("a checkpoint without a label", () => {
  const bare = () => {
    const [first, ...rest] = rows();
    return [{ ...first!, label: first!["hash"]!.slice(0, 12) }, ...rest];
  };

  test("has none again when the label that it was given is undone", async () => {
    const [first, ...rest] = bare();
    const { asked } = serve(
      reply("GET", CHECKPOINTS, 200, { rows: [first, ...rest], next: null } as never),
      reply("PUT", /\/label$/, 200, first),
      reply("DELETE", /\/label$/, 200, first),
    );
    const { user } = await show(`/models/${ID}?tab=checkpoints`);
    await menu(user, first!["label"]!, "Change label…");
    await user.type(await screen.findByRole("textbox", { name: "New label" }), "epoch-90{Enter}");
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    await screen.findByText(`${first!["label"]} is as it was.`);
    expect(writes(asked)).toEqual([
      `PUT ${CHECKPOINTS}/${first!["id"]}/label`,
      `DELETE ${CHECKPOINTS}/${first!["id"]}/label`,
    ]);
  });

  test("comes of taking one away, which is undone by giving it back", async () => {
    const [first] = rows();
    const { asked } = serve(
      reply("PUT", /\/label$/, 200, first),
      reply("DELETE", /\/label$/, 200, bare()[0]),
    );
    const { user } = await show(`/models/${ID}?tab=checkpoints`);
    await menu(user, first!["label"]!, "Change label…");
    await user.click(await screen.findByRole("button", { name: "Take the label away" }));
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    await screen.findByText(`${first!["label"]} is as it was.`);
    expect(writes(asked)).toEqual([
      `DELETE ${CHECKPOINTS}/${first!["id"]}/label`,
      `PUT ${CHECKPOINTS}/${first!["id"]}/label`,
    ]);
  });
});
