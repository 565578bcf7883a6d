import { createEvent, fireEvent, screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { readDraft } from "../../../lib/storage/drafts.ts";
import { show } from "../../../test/render.tsx";
import { contractBody, refuse, reply, serve } from "../../../test/server.ts";

const ID = "tiny-shapes/small-conv:10823125c";
const PATH = `/api/v1/models/${ID}`;
const NAME = `${"ab".repeat(32)}.png`;
const MADE = { name: NAME, path: `images/${NAME}`, sha256: "ab".repeat(32), kind: "image/png", size: 3 };

const picture = (name = "loss curve.png", type = "image/png") => new File(["png"], name, { type });

async function editing() {
  const shown = await show(`/models/${ID}`);
  await shown.user.click(await screen.findByRole("button", { name: "Edit README" }));
  const field = await screen.findByRole<HTMLTextAreaElement>("textbox", { name: "Markdown" });
  return { ...shown, field };
}

function drop(field: HTMLElement, files: File[]): void {
  const event = createEvent.drop(field);
  Object.defineProperty(event, "dataTransfer", { value: { files, types: ["Files"] } });
  fireEvent(field, event);
}

test("an image that is dropped stands in the text by its path, and in the preview", async () => {
  const { asked } = serve(reply("POST", `${PATH}/images`, 201, MADE));
  const { field } = await editing();
  field.setSelectionRange(0, 0);
  drop(field, [picture()]);
  await waitFor(() => expect(field.value).toContain(`![loss curve](images/${NAME})\n\n# Small shapes`));
  const sent = asked.find((one) => one.method === "POST")!;
  expect(sent.headers.get("Content-Type")).toBe("image/png");
  const shown = await screen.findByRole("img", { name: "loss curve" });
  expect(shown).toHaveAttribute("src", `${PATH}/images/${NAME}`);
});

test("an image comes by the button too, and by pasting", async () => {
  serve(reply("POST", `${PATH}/images`, 201, MADE));
  const { user, field } = await editing();
  await user.upload(document.querySelector<HTMLInputElement>("input[type=file]")!, picture("one.png"));
  await waitFor(() => expect(field.value).toContain(`![one](images/${NAME})`));
  fireEvent.paste(field, { clipboardData: { files: [picture("two.png")] } });
  await waitFor(() => expect(field.value).toContain(`![two](images/${NAME})`));
});

test("what is no image is not sent, and says why", async () => {
  const { asked } = serve();
  const { field, user } = await editing();
  const before = field.value;
  const large = picture("large.png");
  Object.defineProperty(large, "size", { value: 6 * 2 ** 20 });
  drop(field, [picture("x.svg", "image/svg+xml"), large]);
  const alert = await screen.findByRole("alert");
  expect(alert).toHaveTextContent("2 files were not added");
  expect(alert).toHaveTextContent(/x\.svg: no PNG, JPEG, GIF or WebP/);
  expect(alert).toHaveTextContent(/large\.png: larger than 5 MiB/);
  expect(field.value).toBe(before);
  expect(asked.some((one) => one.method === "POST")).toBe(false);
  await user.click(screen.getByRole("button", { name: "Dismiss" }));
  expect(screen.queryByRole("alert")).toBeNull();
});

test("an image that the server refuses leaves nothing in the text", async () => {
  serve(refuse("POST", `${PATH}/images`, 400, "image_kind"));
  const { field } = await editing();
  drop(field, [picture()]);
  expect(await screen.findByRole("alert")).toHaveTextContent(/loss curve\.png: no PNG/);
  expect(field.value).not.toContain("sending-");
  expect(field.value).not.toContain("loss curve");
});

test("an unsaved text is there again, and can be let go", async () => {
  serve();
  const { user, field } = await editing();
  await user.type(field, "unsaved");
  await waitFor(() => expect(readDraft(ID)?.text).toMatch(/unsaved$/));
  await user.click(screen.getByRole("button", { name: "Cancel" }));
  await user.click(await screen.findByRole("button", { name: "Edit README" }));
  expect(await screen.findByText(/^This is your unsaved text/)).toBeVisible();
  expect(screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Markdown" }).value).toMatch(/unsaved$/);
  await user.click(screen.getByRole("button", { name: "Discard it" }));
  expect(screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Markdown" }).value).not.toMatch(/unsaved/);
  await waitFor(() => expect(readDraft(ID)).toBeNull());
});

test("a change of something else meanwhile is no conflict of texts", async () => {
  const { readme } = contractBody(PATH) as { readme: string };
  const { asked } = serve((one) => {
    if (one.method !== "PATCH") return undefined;
    if (one.headers.get("If-Match") === '"9"') {
      return { status: 200, body: { ...contractBody(PATH), readme: "saved", revision: 10 } };
    }
    return refuse("PATCH", PATH, 409, "edited_meanwhile", { revision: 9, current: { readme } })(one);
  });
  const { user, field } = await editing();
  await user.type(field, "mine");
  await user.click(screen.getByRole("button", { name: "Save" }));
  expect(await screen.findByText("README saved.")).toBeVisible();
  expect(asked.filter((one) => one.method === "PATCH")).toHaveLength(2);
});

test("a mark stands around what is selected", async () => {
  serve();
  const { user, field } = await editing();
  field.setSelectionRange(2, 7);
  await user.click(screen.getByRole("button", { name: "Bold" }));
  expect(field.value).toMatch(/^# \*\*Small\*\* shapes/);
});
