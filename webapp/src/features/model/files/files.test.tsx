import { act, cleanup, screen, waitFor, within } from "@testing-library/react";
import { afterEach, describe, expect, test, vi } from "vitest";
import { choose, type User } from "../../../test/acts.ts";
import { show } from "../../../test/render.tsx";
import { type Asked, contractBody, refuse, reply, serve } from "../../../test/server.ts";
import { pullCommand } from "./FileTable.tsx";

const ID = "tiny-shapes/small-conv:10823125c";
const CHECKPOINTS = `/api/v1/models/${ID}/checkpoints`;
const rows = () =>
  (contractBody(CHECKPOINTS) as { rows: Record<string, string>[] }).rows.map((row) => ({ ...row }));
const entry = { id: "wc1", kind: "weights", model: ID, label: "last" };
const writes = (asked: Asked[]) =>
  asked.filter((one) => one.method !== "GET").map((one) => `${one.method} ${one.path}`);

const menu = async (user: User, label: string, item: string) =>
  await choose(user, `Actions for ${label}`, item);

describe("the weights of a checkpoint", () => {
  test("are deleted after a question, and brought back from the message", async () => {
    const [first] = rows();
    const { asked } = serve(
      reply("DELETE", /\/weights$/, 200, entry),
      reply("POST", /\/trash\/wc1\/restore$/, 200, first),
    );
    const { user } = await show(`/models/${ID}?tab=checkpoints`);
    await menu(user, first!["label"]!, "Delete weights only…");
    const dialog = await screen.findByRole("alertdialog");
    expect(dialog).toHaveTextContent("Label, step, metrics, args, and the list of files");
    expect(within(dialog).getByRole("button", { name: "Cancel" })).toHaveFocus();
    await user.click(within(dialog).getByRole("button", { name: "Delete weights" }));
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    await screen.findByText(`${first!["label"]} is as it was.`);
    expect(writes(asked)).toEqual([
      `DELETE ${CHECKPOINTS}/${first!["id"]}/weights`,
      "POST /api/v1/trash/wc1/restore",
    ]);
  });

  test("stay where a protected alias points to the model", async () => {
    const [first] = rows();
    const reasons = [
      { kind: "protected_alias", text: "the protected alias prod points to it", alias: "prod" },
    ];
    serve(refuse("DELETE", /\/weights$/, 409, "in_use", { reasons, force: false }));
    const { user } = await show(`/models/${ID}?tab=checkpoints`);
    await menu(user, first!["label"]!, "Delete weights only…");
    await user.click(await screen.findByRole("button", { name: "Delete weights" }));
    expect(await screen.findByText("prod")).toBeVisible();
    expect(screen.getByRole("button", { name: "Delete weights" })).toBeDisabled();
  });

  test("that are gone are told of, with who and when, and can be brought back while the trash has them", async () => {
    serve(
      reply("GET", `${CHECKPOINTS}/last`, 200, {
        ...contractBody(`${CHECKPOINTS}/last`),
        state: "weights_deleted",
        weights_deleted: { by: "octocat", at: "2026-11-20T12:00:00Z" },
      }),
      refuse("POST", /\/restore$/, 404, "not_found"),
    );
    const { user } = await show(`/models/${ID}?tab=files&checkpoint=last`);
    expect(await screen.findByRole("heading", { name: "The weights were deleted" })).toBeVisible();
    expect(screen.getByText(/octocat deleted them/)).toBeVisible();
    await screen.findByRole("button", { name: "model.safetensors" });
    expect(screen.queryByRole("link", { name: /^Download / })).not.toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Bring the weights back" }));
    expect(await screen.findByText("The trash does not have them any more.")).toBeVisible();
  });
});

test("files that the store has lost are named, with what mends them", async () => {
  const whole = contractBody(`${CHECKPOINTS}/last`);
  serve(reply("GET", `${CHECKPOINTS}/last`, 200, { ...whole, damaged: ["model.safetensors"] }));
  await show(`/models/${ID}?tab=files&checkpoint=last`);
  const notice = await screen.findByRole("alert");
  expect(within(notice).getByRole("heading", { name: "1 file is damaged" })).toBeVisible();
  expect(within(notice).getByText("model.safetensors")).toBeVisible();
  expect(notice).toHaveTextContent("modelbase push ./checkpoint --args args.json --label last");
});

test("a checkpoint goes to the trash", async () => {
  const [first] = rows();
  const { asked } = serve(reply("DELETE", `${CHECKPOINTS}/${first!["id"]}`, 200, { ...entry, id: "xc1" }));
  const { user } = await show(`/models/${ID}?tab=checkpoints`);
  await menu(user, first!["label"]!, "Move to trash…");
  await user.click(await screen.findByRole("button", { name: "Move to trash" }));
  expect(await screen.findByText(`${first!["label"]} is in the trash.`)).toBeVisible();
  expect(writes(asked)).toEqual([`DELETE ${CHECKPOINTS}/${first!["id"]}`]);
});

test("who may only read is offered none of it", async () => {
  serve(reply("GET", "/api/v1/me", 200, { ...contractBody("/api/v1/me"), role: "read_only" }));
  await show(`/models/${ID}?tab=checkpoints`);
  await screen.findByRole("rowheader", { name: rows()[0]!["label"]! });
  expect(screen.queryByRole("button", { name: /^Actions for/ })).not.toBeInTheDocument();
});

describe("a file", () => {
  const files = (path: string, size: number) =>
    reply("GET", `${CHECKPOINTS}/last`, 200, {
      ...contractBody(`${CHECKPOINTS}/last`),
      files: [{ path, size, sha256: "a".repeat(64) }],
    });

  test("that is text is shown with its lines, and only its beginning is asked for", async () => {
    const { asked } = serve(files("page.html", 5e6), reply("GET", /\/files\/page\.html$/, 200, "<b>\nhi"));
    const { user } = await show(`/models/${ID}?tab=files&checkpoint=last`);
    await user.click(await screen.findByRole("button", { name: "page.html" }));
    const dialog = await screen.findByRole("dialog");
    await within(dialog).findByText(/Shown as text/);
    expect(within(dialog).getByRole("region", { name: "page.html" })).toHaveTextContent("<b>");
    expect(dialog.querySelector("b")).toBeNull();
    const got = asked.find((one) => one.path.endsWith("/files/page.html"));
    expect(got?.headers.get("Range")).toBe(`bytes=0-${2 ** 20 - 1}`);
    expect(dialog).toHaveTextContent("of 4.8 MiB");
  });

  test("that is previewed stands in the address, which Back and closing leave, and a link opens", async () => {
    serve(files("notes.txt", 4), reply("GET", /\/files\/notes\.txt$/, 200, "hi"));
    const { user, address, back } = await show(`/models/${ID}?tab=files&checkpoint=last`);
    const name = { name: "notes.txt" };
    await user.click(await screen.findByRole("button", name));
    await screen.findByRole("dialog", name);
    await waitFor(() => expect(address()).toContain("file=notes.txt"));
    act(back);
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    await user.click(screen.getByRole("button", name));
    await screen.findByRole("dialog", name);
    await user.keyboard("{Escape}");
    await waitFor(() => expect(address()).toBe(`/models/${ID}?tab=files&checkpoint=last`));
    cleanup();
    const linked = await show(`/models/${ID}?tab=files&checkpoint=last&file=notes.txt`);
    await screen.findByRole("dialog", name);
    await linked.user.keyboard("{Escape}");
    await waitFor(() => expect(linked.address()).not.toContain("file="));
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  test("that holds weights says where to look instead", async () => {
    serve(
      files("m.bin", 100),
      reply("GET", /\/safety$/, 200, {
        state: "nothing_found",
        next: null,
        rows: [{ path: "m.bin", format: "torch", state: "nothing_found", reason: "", imports: [] }],
      }),
    );
    const { user, address } = await show(`/models/${ID}?tab=files&checkpoint=last`);
    await screen.findByText("nothing found");
    await user.click(screen.getByRole("button", { name: "m.bin" }));
    await user.click(await screen.findByRole("button", { name: "Show tensors" }));
    await waitFor(() => expect(address()).toContain("tab=tensors"));
  });

  test("that is flagged or was not scanned says why, in words that need no pointer", async () => {
    const row = { format: "torch", reason: "", note: "", imports: [], judged: [], scanner: null, at: null };
    const whole = contractBody(`${CHECKPOINTS}/last`) as { files: object[] };
    const named = ["bad.pt", "odd.bin"].map((path) => ({ ...whole.files[0], path }));
    serve(
      reply("GET", `${CHECKPOINTS}/last`, 200, { ...whole, files: named }),
      reply("GET", /\/safety$/, 200, {
        state: "flagged",
        rows: [
          {
            ...row,
            path: "bad.pt",
            state: "flagged",
            reason: "calls posix.system",
            imports: [{ name: "posix.system", risk: "dangerous" }],
            judged: [
              { name: "posix.system", reason: "runs commands", trusted: "stdlib 3", uses: ["called"] },
            ],
          },
          { ...row, path: "odd.bin", state: "not_scanned", reason: "no format that is known" },
        ],
      }),
    );
    await show(`/models/${ID}?tab=files&checkpoint=last`);
    expect(await screen.findByText("runs commands · stdlib 3")).toBeVisible();
    expect(screen.getByText("no format that is known")).toBeVisible();
  });

  test("that only has the name of a picture is not shown as one", async () => {
    serve(files("x.png", 30), reply("GET", /\/files\/x\.png$/, 200, "<svg onload=alert(1)>"));
    const { user } = await show(`/models/${ID}?tab=files&checkpoint=last`);
    await user.click(await screen.findByRole("button", { name: "x.png" }));
    expect(await screen.findByText(/cannot read this picture/)).toBeVisible();
    expect(screen.queryByRole("img")).not.toBeInTheDocument();
  });

  test("that cannot be had says so, and is asked for again", async () => {
    let down = true;
    serve(files("a.txt", 2), (asked) => {
      if (!asked.path.endsWith("/files/a.txt")) return undefined;
      return down
        ? { status: 409, body: { error: { code: "unverified", message: "wait", details: {} } } }
        : { status: 200, body: "hello" };
    });
    const { user } = await show(`/models/${ID}?tab=files&checkpoint=last`);
    await user.click(await screen.findByRole("button", { name: "a.txt" }));
    const again = await screen.findByRole("button", { name: "Retry" });
    down = false;
    await user.click(again);
    expect(await screen.findByRole("region", { name: "a.txt" })).toHaveTextContent("h");
  });
});

describe("several files of a checkpoint", () => {
  afterEach(() => void vi.restoreAllMocks());

  test("some or all are downloaded one after the other, and the command says which", async () => {
    const begun: string[] = [];
    vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (this: HTMLAnchorElement) {
      begun.push(`${this.hasAttribute("download")} ${decodeURI(this.pathname)}`);
    });
    const names = ["a.txt", "b c.bin", "d.json"];
    serve(
      reply("GET", `${CHECKPOINTS}/last`, 200, {
        ...contractBody(`${CHECKPOINTS}/last`),
        files: names.map((path) => ({ path, size: 1024, sha256: "a".repeat(64) })),
      }),
    );
    const { user } = await show(`/models/${ID}?tab=files&checkpoint=last`);
    const at = (name: string) => `true ${CHECKPOINTS}/last/files/${name}`;
    await user.click(await screen.findByRole("checkbox", { name: "Choose b c.bin" }));
    await user.click(screen.getByRole("checkbox", { name: "Choose d.json" }));
    await user.click(screen.getByRole("button", { name: "Copy the pull command" }));
    expect(await navigator.clipboard.readText()).toBe(
      `modelbase pull ${ID}@last --include 'b c.bin' --include d.json`,
    );
    await user.click(screen.getByRole("button", { name: "Download 2 files · 2 KiB" }));
    await waitFor(() => expect(begun).toEqual([at("b c.bin"), at("d.json")]), { timeout: 5000 });
    await user.click(screen.getByRole("checkbox", { name: "Choose all files" }));
    begun.length = 0;
    await user.click(screen.getByRole("button", { name: "Download all 3 files · 3 KiB" }));
    await waitFor(() => expect(begun).toEqual(names.map(at)), { timeout: 5000 });
    await user.click(screen.getByRole("checkbox", { name: "Choose all files" }));
    expect(screen.getByRole("checkbox", { name: "Choose a.txt" })).not.toBeChecked();
  });

  test.each([
    [["a.bin"], "modelbase pull d/a:1@x --include a.bin"],
    [["it's [1]*.bin"], String.raw`modelbase pull d/a:1@x --include 'it'\''s [[]1][*].bin'`],
    [null, "modelbase pull d/a:1@x"],
  ])("the command takes %j as it is", (paths, command) => {
    expect(pullCommand("d/a:1", "x", paths)).toBe(command);
  });
});
