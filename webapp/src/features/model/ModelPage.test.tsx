import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import { choose } from "../../test/acts.ts";
import { contractBody, refuse, reply, serve, type Answer, type Asked } from "../../test/server.ts";
import { show } from "../../test/render.tsx";

const ID = "tiny-shapes/small-conv:10823125c";
const PATH = `/api/v1/models/${ID}`;
const model = () => contractBody(PATH);

function lastWrite(asked: Asked[]): Asked | undefined {
  return asked.findLast((one) => one.method !== "GET");
}

describe("the page of a model", () => {
  test("shows title, ID, state, tags and facts", async () => {
    serve();
    await show(`/models/${ID}`);
    expect(screen.getByRole("heading", { level: 1, name: "작은 도형 분류기" })).toBeVisible();
    expect(screen.getByText(ID)).toBeVisible();
    expect(screen.getByText("Trained")).toBeVisible();
    expect(screen.getByRole("button", { name: "Remove the tag baseline" })).toBeVisible();
    expect(screen.getByRole("complementary", { name: "Facts" })).toHaveTextContent("16.2 KiB");
    expect(await screen.findByRole("heading", { name: "Small shapes" })).toBeVisible();
  });

  test("a rename says which revision it changes", async () => {
    const { asked } = serve(reply("PATCH", PATH, 200, { ...model(), title: "New name", revision: 3 }));
    const { user } = await show(`/models/${ID}`);
    await user.click(await screen.findByRole("button", { name: "Rename" }));
    const field = screen.getByRole("textbox", { name: "Title" });
    await user.clear(field);
    await user.type(field, "New name{Enter}");
    expect(await screen.findByRole("heading", { level: 1, name: "New name" })).toBeVisible();
    expect(lastWrite(asked)?.headers.get("If-Match")).toBe('"2"');
    expect(lastWrite(asked)?.body).toEqual({ title: "New name" });
  });

  test("a rename that another person forestalled is told and changes nothing", async () => {
    serve(refuse("PATCH", PATH, 409, "edited_meanwhile"));
    const { user } = await show(`/models/${ID}`);
    await user.click(await screen.findByRole("button", { name: "Rename" }));
    await user.type(screen.getByRole("textbox", { name: "Title" }), "x{Enter}");
    expect(await screen.findByText(/says edited_meanwhile/)).toBeVisible();
    expect(screen.getByRole("textbox", { name: "Title" })).toHaveValue("작은 도형 분류기x");
  });

  test("tags are added and taken out", async () => {
    const { asked } = serve(reply("PATCH", PATH, 200, { ...model(), tags: ["baseline", "한국어", "kept"] }));
    const { user } = await show(`/models/${ID}`);
    await user.type(await screen.findByRole("textbox", { name: "Add a tag" }), "kept{Enter}");
    expect(await screen.findByRole("button", { name: "Remove the tag kept" })).toBeVisible();
    expect(lastWrite(asked)?.body).toEqual({ add_tags: ["kept"] });
    await user.click(screen.getByRole("button", { name: "Remove the tag baseline" }));
    await waitFor(() => expect(lastWrite(asked)?.body).toEqual({ remove_tags: ["baseline"] }));
  });

  test("who may only read is offered no change", async () => {
    serve(reply("GET", "/api/v1/me", 200, { ...contractBody("/api/v1/me"), role: "read_only" }));
    await show(`/models/${ID}`);
    await screen.findByRole("heading", { name: "Small shapes" });
    for (const name of ["Rename", "More actions", "Edit README"]) {
      expect(screen.queryByRole("button", { name })).not.toBeInTheDocument();
    }
    expect(screen.queryByRole("textbox", { name: "Add a tag" })).not.toBeInTheDocument();
  });

  test("a prefix of the ID leads to the address with the whole ID", async () => {
    serve(reply("GET", "/api/v1/models/tiny-shapes/small-conv:1082", 200, model()));
    const { address } = await show("/models/tiny-shapes/small-conv:1082");
    await waitFor(() => expect(address()).toBe(`/models/${ID}`));
  });

  test("a model that is not there is Nothing here", async () => {
    serve();
    await show("/models/no/such:0000");
    expect(screen.getByRole("heading", { level: 1, name: "Nothing here" })).toBeInTheDocument();
  });
});

describe("the args", () => {
  test("stand as they were given", async () => {
    serve();
    await show(`/models/${ID}?tab=args`);
    const tree = await screen.findByRole("treegrid", { name: "Training arguments" });
    expect(within(tree).getByRole("row", { name: /^dropout/ })).toHaveTextContent("1.0");
    expect(within(tree).getByRole("row", { name: /^lr/ })).toHaveTextContent("1e-4");
    expect(within(tree).getByRole("row", { name: /^steps/ })).toHaveTextContent("1152921504606846977");
    expect(within(tree).getByRole("row", { name: /^note/ })).toHaveTextContent("null");
  });

  test("ignored keys say so", async () => {
    serve();
    await show(`/models/${ID}?tab=args`);
    const row = await screen.findByRole("row", { name: /^num_workers/ });
    await waitFor(() => expect(row).toHaveTextContent("ignored"));
    expect(screen.getByRole("row", { name: /^dropout/ })).not.toHaveTextContent("ignored");
  });

  test("a text finds keys and values with what leads to them", async () => {
    serve();
    const { user } = await show(`/models/${ID}?tab=args`);
    await user.type(await screen.findByRole("searchbox", { name: "Find in args" }), "cls_token");
    await waitFor(() => expect(screen.queryByRole("row", { name: /^dropout/ })).not.toBeInTheDocument());
    expect(screen.getByRole("row", { name: /^custom_keys/ })).toBeVisible();
    expect(screen.getByRole("row", { name: /^decay mult/ })).toBeVisible();
  });

  test("arrows close and open, and the key is copied with its quotes", async () => {
    serve();
    const { user } = await show(`/models/${ID}?tab=args`);
    (await screen.findByRole("treegrid")).focus();
    await user.keyboard("{ArrowLeft}");
    expect(screen.getByRole("row", { name: /^data/ })).toHaveAttribute("aria-expanded", "false");
    expect(screen.queryByRole("row", { name: /^noise/ })).not.toBeInTheDocument();
    await user.keyboard("{ArrowRight}");
    expect(screen.getByRole("row", { name: /^noise/ })).toBeVisible();
    await user.click(screen.getByRole("button", { name: /^Copy the key custom_keys.*decay/ }));
    expect(await navigator.clipboard.readText()).toBe('args.custom_keys.".cls_token"."decay mult"');
    await user.click(screen.getByRole("button", { name: "Copy the value of optimizer.betas" }));
    expect(await navigator.clipboard.readText()).toBe("[\n  0.9,\n  0.999\n]");
  });
});

describe("the other tabs", () => {
  test("files lead to their bytes and can be told by hash", async () => {
    serve();
    const { user, address } = await show(`/models/${ID}?tab=files`);
    const link = await screen.findByRole("link", { name: "Download model.safetensors" });
    expect(link).toHaveAttribute("href", `${PATH}/checkpoints/last/files/model.safetensors`);
    expect(screen.getByText("Verified")).toBeVisible();
    await user.selectOptions(screen.getByRole("combobox", { name: "Checkpoint" }), "best");
    await waitFor(() => expect(address()).toBe(`/models/${ID}?tab=files&checkpoint=best`));
    expect(await screen.findByText("2 files · 4 KiB")).toBeVisible();
  });

  test("metrics stand by checkpoint", async () => {
    serve();
    await show(`/models/${ID}?tab=metrics`);
    const row = await screen.findByRole("row", { name: /^best/ });
    expect(row).toHaveTextContent("0.946667");
  });

  test("snippets name the model and its checkpoint", async () => {
    serve();
    await show(`/models/${ID}?tab=use`);
    expect(await screen.findByText(/^modelbase pull/)).toHaveTextContent(`modelbase pull ${ID}@last`);
  });
});

describe("the README", () => {
  test("is saved with the revision it began from", async () => {
    const { asked } = serve(reply("PATCH", PATH, 200, { ...model(), readme: "# Other\n", revision: 3 }));
    const { user } = await show(`/models/${ID}`);
    await user.click(await screen.findByRole("button", { name: "Edit README" }));
    const field = await screen.findByRole("textbox", { name: "Markdown" });
    await user.clear(field);
    await user.type(field, "# Other");
    expect(await screen.findByRole("heading", { name: "Other" })).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(await screen.findByText("README saved.")).toBeVisible();
    expect(lastWrite(asked)?.headers.get("If-Match")).toBe('"2"');
  });

  test("a conflict shows both texts and loses neither", async () => {
    let saves = 0;
    const theirs = { ...model(), readme: "# Theirs\n", revision: 5 };
    const { asked } = serve(
      (one): Answer | undefined => {
        if (one.method !== "PATCH") return undefined;
        saves += 1;
        const error = {
          code: "edited_meanwhile",
          message: "changed",
          details: { revision: 5 },
          request_id: "x",
        };
        return saves === 1
          ? { status: 409, body: { error } }
          : { status: 200, body: { ...theirs, revision: 6 } };
      },
      (one) => (one.path === PATH && saves > 0 ? { status: 200, body: theirs } : undefined),
    );
    const { user } = await show(`/models/${ID}`);
    await user.click(await screen.findByRole("button", { name: "Edit README" }));
    await user.type(await screen.findByRole("textbox", { name: "Markdown" }), "mine");
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(await screen.findByRole("textbox", { name: "Their text, saved" })).toHaveValue("# Theirs\n");
    expect(screen.getByRole("textbox", { name: "Your text" })).toHaveValue(
      "# Small shapes\n\nTells *circles* from squares.\nmine",
    );
    await user.click(screen.getByRole("button", { name: "Save mine" }));
    expect(await screen.findByText("README saved.")).toBeVisible();
    expect(lastWrite(asked)?.headers.get("If-Match")).toBe('"5"');
  });
});

describe("moving to the trash", () => {
  test("asks for the ID to be typed, then goes back to the table", async () => {
    const { asked } = serve(reply("DELETE", PATH, 200, { id: "x1" }));
    const { user, address } = await show(`/models/${ID}`);
    await choose(user, "More actions", "Move to trash…");
    const dialog = await screen.findByRole("alertdialog", { name: "Move this model to the trash?" });
    const confirm = within(dialog).getByRole("button", { name: "Move to trash" });
    expect(dialog).toHaveTextContent("Its 2 checkpoints go with it.");
    expect(confirm).toBeDisabled();
    await user.type(within(dialog).getByRole("textbox", { name: "Type the ID to go on" }), `${ID}{Enter}`);
    await waitFor(() => expect(address()).toBe("/"));
    expect(lastWrite(asked)?.method).toBe("DELETE");
    expect(await screen.findByText(`${ID} is in the trash.`)).toBeVisible();
  });

  test("tells what holds on to a model, and goes on only when told to", async () => {
    const reasons = [
      { kind: "alias", text: "the alias best points to it", alias: "best" },
      { kind: "children", text: "it is a parent of 3 models", count: 3, ids: ["a/b:0001"] },
    ];
    const { asked } = serve(
      refuse("DELETE", PATH, 409, "in_use", { reasons, force: true } as never),
      reply("DELETE", `${PATH}?force=true`, 200, { id: "x1" }),
    );
    const { user, address } = await show(`/models/${ID}`);
    await choose(user, "More actions", "Move to trash…");
    const dialog = within(await screen.findByRole("alertdialog", {}, { timeout: 9000 }));
    await user.type(dialog.getByRole("textbox"), `${ID}{Enter}`);
    const alert = await dialog.findByRole("alert");
    expect(alert).toHaveTextContent("best");
    expect(within(alert).getByRole("link", { name: "a/b:0001" })).toBeVisible();
    expect(alert).toHaveTextContent("and 2 more");
    await user.click(dialog.getByRole("button", { name: "Delete it all the same" }));
    await waitFor(() => expect(address()).toBe("/"));
    expect(lastWrite(asked)?.path).toBe(`${PATH}?force=true`);
  });

  test("has no way past a protected alias", async () => {
    const reasons = [
      { kind: "protected_alias", text: "the protected alias prod points to it", alias: "prod" },
    ];
    serve(refuse("DELETE", PATH, 409, "in_use", { reasons, force: false }));
    const { user } = await show(`/models/${ID}`);
    await choose(user, "More actions", "Move to trash…");
    const dialog = within(await screen.findByRole("alertdialog", {}, { timeout: 9000 }));
    await user.type(dialog.getByRole("textbox"), `${ID}{Enter}`);
    expect(await dialog.findByText(/cannot be deleted while a protected alias/)).toBeVisible();
    expect(dialog.getByRole("button", { name: "Delete it all the same" })).toBeDisabled();
  });
});
