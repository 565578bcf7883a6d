/** The card of a model as its writer meets it: a README with images, what happened, replicas; hostile images too. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { deflateSync } from "node:zlib";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { push } from "./pushed.ts";

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** A picture of one colour. */
function png(red: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc(body));
    return Buffer.concat([length, body, sum]);
  };
  const header = Buffer.from([0, 0, 0, 8, 0, 0, 0, 8, 8, 2, 0, 0, 0]);
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(24, red)]);
  const data = deflateSync(Buffer.concat(Array.from({ length: 8 }, () => row)));
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", header),
    chunk("IDAT", data),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function crc(data: Buffer): number {
  let value = 0xffffffff;
  for (const byte of data) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit += 1) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  }
  return (value ^ 0xffffffff) >>> 0;
}

/** Drop files where a README is written, as a person drops them. */
async function drop(page: Page, files: { name: string; type: string; data: Buffer }[]): Promise<void> {
  const given = files.map(({ name, type, data }) => ({ name, type, text: data.toString("base64") }));
  const transfer = await page.evaluateHandle((list) => {
    const made = new DataTransfer();
    for (const { name, type, text } of list) {
      made.items.add(new File([Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0))], name, { type }));
    }
    return made;
  }, given);
  const field = page.getByRole("textbox", { name: "Markdown" });
  for (const event of ["dragenter", "dragover", "drop"])
    await field.dispatchEvent(event, { dataTransfer: transfer });
}

const natural = async (page: Page, name: string): Promise<number> =>
  await page.getByRole("img", { name }).evaluate((image: HTMLImageElement) => image.naturalWidth);

test("an image is dropped into a README, another comes by the keyboard, and both stay", async ({
  page,
  ids,
  faults,
}) => {
  // Listening begins here: a browser that is asked to hand choosers over right before the key may still open its own.
  const chosen = { name: "top1.png", mimeType: "image/png", buffer: png(90) };
  page.on("filechooser", (chooser) => void chooser.setFiles(chosen));
  await page.goto(`/models/${ids[1]}`);
  await page.getByRole("button", { name: "Edit README" }).click();
  const field = page.getByRole("textbox", { name: "Markdown" });
  await field.fill("# Curves\n\n");
  await drop(page, [{ name: "loss curve.png", type: "image/png", data: png(200) }]);
  await expect(field).toHaveValue(/!\[loss curve\]\(images\/[0-9a-f]{64}\.png\)/);
  // By keys alone: from the text back to the button, which opens the chooser.
  await field.press("Shift+Tab");
  await expect(page.getByRole("button", { name: "Add images" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(field).toHaveValue(/!\[top1\]\(images\/[0-9a-f]{64}\.png\)/);
  await expect.poll(async () => await natural(page, "loss curve")).toBe(8);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("README saved.")).toBeVisible();
  await page.reload();
  await expect.poll(async () => await natural(page, "loss curve")).toBe(8);
  await expect.poll(async () => await natural(page, "top1")).toBe(8);
  expect(faults).toEqual([]);
});

test("an unsaved README survives a reload", async ({ page, ids }) => {
  await page.goto(`/models/${ids[2]}`);
  await page.getByRole("button", { name: "Edit README" }).click();
  await page.getByRole("textbox", { name: "Markdown" }).fill("half a thought");
  await expect
    .poll(async () => await page.evaluate((id) => localStorage.getItem(`modelbase.draft.${id}`), ids[2]))
    .toContain("half a thought");
  page.on("dialog", (dialog) => void dialog.accept());
  await page.reload();
  await page.getByRole("button", { name: "Edit README" }).click();
  await expect(page.getByText(/^This is your unsaved text/)).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Markdown" })).toHaveValue("half a thought");
  await page.getByRole("button", { name: "Discard it" }).click();
});

test("a page or a drawing that says it is a picture runs nothing and tells nobody", async ({
  page,
  server,
  faults,
}) => {
  const id = await push(server, 0.5);
  const hits: string[] = [];
  const listener = createServer((request, response) => {
    hits.push(request.url ?? "");
    response.end();
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => listener.once("listening", resolve));
  const beacon = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
  const tell = `<img src="${beacon}/hit"><script>window.__xss=1;fetch("${beacon}/script")</script>`;
  const hostile = [
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg"><image href="${beacon}/svg"/><script>${tell}</script></svg>`,
    ),
    Buffer.from(`<!doctype html>${tell}`),
    Buffer.from(`<?xml version="1.0"?><?xml-stylesheet href="${beacon}/css"?><svg/>`),
  ];
  const send = async (data: Buffer, type: string) =>
    await page.request.post(`/api/v1/models/${id}/images`, {
      data,
      headers: { "Content-Type": type, Origin: server.url },
    });
  for (const data of hostile) {
    for (const type of ["image/png", "image/svg+xml", "text/html"]) {
      expect((await send(data, type)).status()).toBe(400);
    }
  }
  // Both at once: the beginning of a picture, and a page behind it. It is kept, and is a broken picture and nothing else.
  const made = await send(Buffer.concat([SIGNATURE, Buffer.from(`<html>${tell}</html>`)]), "image/png");
  expect(made.status()).toBe(201);
  const { path, name } = (await made.json()) as { path: string; name: string };
  await page.request.patch(`/api/v1/models/${id}`, {
    data: { readme: `# Both\n\n![both](${path})\n\n<img src="${path}" onerror="window.__xss=1">` },
    headers: { Origin: server.url },
  });
  await page.goto(`/models/${id}`);
  await expect(page.getByRole("heading", { name: "Both" })).toBeVisible();
  expect(await page.evaluate(() => Reflect.get(window, "__xss"))).toBeUndefined();
  expect(faults).toEqual([]);
  const shown = await page.goto(`/api/v1/models/${id}/images/${name}`);
  expect(shown!.headers()["content-type"]).toBe("image/png");
  expect(await page.evaluate(() => Reflect.get(window, "__xss"))).toBeUndefined();
  expect(hits).toEqual([]);
  listener.close();
});

test("what is done to a model is told, by keys alone", async ({ page, ids, faults }) => {
  await page.goto(`/models/${ids[0]}`);
  await page.getByRole("textbox", { name: "Add a tag" }).focus();
  await page.keyboard.type("told");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Remove the tag told" })).toBeVisible();
  await page.getByRole("tab", { name: "README" }).focus();
  await page.keyboard.press("End");
  await expect(page.getByRole("tab", { name: "Use" })).toBeFocused();
  await page.keyboard.press("ArrowLeft");
  const list = page.getByRole("region", { name: "What happened to this model" });
  await expect(list.getByText(/ added told/)).toBeVisible();
  await expect(list.getByText(/ made this model$/)).toBeVisible();
  expect(faults).toEqual([]);
});

test("replicas are found, compared and shown in the table", async ({ page, ids, faults }) => {
  await page.goto(`/models/${ids[0]}?tab=family`);
  await expect(page.getByText("No replica yet")).toBeVisible();
  await page.getByRole("link", { name: "Show in the table" }).click();
  await expect(page.locator("[role=row] a[title]")).toHaveCount(1);
  expect(faults).toEqual([]);
});

test("an arg leads to the models that have its value, by keys alone", async ({ page, ids }) => {
  await page.goto(`/models/${ids[0]}?tab=args`);
  await page.getByRole("treegrid").focus();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Models with this value of dataset" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/where=args\.dataset/);
  await expect(page.locator("[role=row] a[title]").first()).toBeVisible();
});
