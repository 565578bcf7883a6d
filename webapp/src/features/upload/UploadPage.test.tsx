import { screen, waitFor, within } from "@testing-library/react";
import type { UserEvent } from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { contractBody, refuse, reply, serve } from "../../test/server.ts";
import { fakeStore, type FakeStore } from "../../test/store.ts";
import { show } from "../../test/render.tsx";
import { uploadState } from "./uploadState.ts";

const ID = "spirals/mlp:0123456789";
const KNOWN = "tiny-shapes/small-conv:10823125c";
const found = { id: ID, name: "spirals/mlp", state: "new", model: null, lease: null };
const lookUp = reply("POST", "/api/v1/lookup", 200, found);
const made = reply("POST", "/api/v1/models", 201, { id: ID });
const route = (model: string): string => `/api/v1/models/${model}/checkpoints`;
const done = { id: "c1", model: ID, label: "last", size: 3, file_count: 1 };
// SHA-256 of "abc".
const ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

/** An upload of "abc" in one part. */
const opened = {
  checkpoint: null,
  upload: {
    id: "c1",
    expires_at: "2026-11-28T12:00:00.000Z",
    reused: { files: 0, size: 0 },
    blobs: [{ sha256: ABC, size: 3, part_size: 1048576, parts: 1, missing: [1] }],
    urls: [
      { sha256: ABC, part: 1, url: "http://store.example/1", headers: { "Content-Length": "3" }, size: 3 },
    ],
    urls_expire_at: "2036-11-21T13:00:00.000Z",
  },
};

let store: FakeStore;

beforeEach(() => {
  store = fakeStore();
});
afterEach(() => uploadState.clear());

async function choose(user: UserEvent, ...files: File[]): Promise<void> {
  await screen.findByRole("button", { name: "Choose files" });
  const input = document.querySelector<HTMLInputElement>('input[type=file][aria-label="Choose files"]');
  await user.upload(input!, files);
}

const abc = (name = "model.bin"): File => new File(["abc"], name);

async function type(user: UserEvent, name: string, text: string): Promise<void> {
  await user.click(screen.getByRole("textbox", { name }));
  await user.paste(text);
}

async function fill(user: UserEvent): Promise<HTMLElement> {
  await choose(user, abc());
  await type(user, "Args", '{"lr": 1.0, "steps": 1152921504606846977}');
  const upload = screen.getByRole("button", { name: "Upload" });
  await waitFor(() => expect(upload).toBeEnabled());
  return upload;
}

test("the ID is there before anything is sent, and the bytes arrive", async () => {
  store.answers = [200];
  const { asked } = serve(
    lookUp,
    made,
    reply("POST", route(ID), 201, opened),
    reply("POST", `${route(ID)}/c1/commit`, 201, done),
    reply("GET", `/api/v1/models/${ID}`, 200, contractBody(`/api/v1/models/${KNOWN}`)),
  );
  const texts: string[] = [];
  const before = globalThis.fetch;
  vi.stubGlobal("fetch", async (request: Request) => {
    if (request.method === "POST") texts.push(await request.clone().text());
    return await before(request);
  });
  const { user, address } = await show("/upload");
  expect(await screen.findByText("Add files.")).toBeVisible();
  const upload = await fill(user);
  expect(screen.getByText(ID)).toBeVisible();
  expect(screen.getByText("new")).toBeVisible();
  expect(asked.some((one) => one.path === "/api/v1/models" && one.method === "POST")).toBe(false);
  await type(user, "Metrics", "val.acc=0.9");
  await type(user, "Step", "7");
  await user.click(upload);
  await waitFor(() => expect(address()).toContain("/models/"));
  expect(store.stored).toEqual(["http://store.example/1"]);
  // Not a digit of the args is lost on the way.
  expect(texts.filter((text) => text.includes('"lr": 1.0, "steps": 1152921504606846977')).length).toBe(2);
  const declared = asked.find((one) => one.path === route(ID))?.body;
  expect(declared).toEqual({
    files: [{ path: "model.bin", size: 3, sha256: ABC }],
    label: null,
    move: false,
    step: 7,
    metrics: { val: { acc: 0.9 } },
  });
  expect(window.localStorage.getItem("modelbase.uploads")).toBe("[]");
  expect(await screen.findByText(`${ID}@last is uploaded.`)).toBeVisible();
});

test("what is there already is said, and who is training", async () => {
  const model = { ...contractBody(`/api/v1/models/${KNOWN}`), checkpoints: 2 };
  const lease = { holder: "hubot", expires_at: "2026-11-21T13:00:00.000Z" };
  serve(reply("POST", "/api/v1/lookup", 200, { ...found, id: KNOWN, model, lease }));
  const { user } = await show("/upload");
  await fill(user);
  expect(screen.getByText("Exists already: 2 checkpoints")).toBeVisible();
  expect(screen.getByText("Is being trained by hubot")).toBeVisible();
  expect(screen.getByRole("link", { name: KNOWN })).toBeVisible();
});

test("dataset and architecture are asked for where no arg says them", async () => {
  serve((asked) =>
    asked.path !== "/api/v1/lookup" || JSON.stringify(asked.body).includes("dataset")
      ? lookUp(asked)
      : refuse("POST", "/api/v1/lookup", 400, "name_missing")(asked),
  );
  const { user } = await show("/upload");
  await choose(user, abc());
  await type(user, "Args", '{"lr": 1}');
  expect(await screen.findByText("Enter dataset and architecture.")).toBeVisible();
  await type(user, "Dataset", "spirals");
  await type(user, "Architecture", "mlp");
  expect(await screen.findByText(ID)).toBeVisible();
});

test("args that cannot be read and names that cannot be kept are told at once", async () => {
  serve(lookUp);
  const { user } = await show("/upload");
  await choose(user, abc("nul.txt"), abc(".DS_Store"));
  expect(await screen.findByText("has the name of a device on some systems")).toBeVisible();
  expect(screen.getByText(/1 file left out/)).toBeVisible();
  expect(screen.getByText("Rename or remove the files listed first.")).toBeVisible();
  await type(user, "Args", '{"a": 1,');
  expect(await screen.findByText(/This is not JSON/)).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Remove nul.txt" }));
  expect(screen.getByText("Add files.")).toBeVisible();
});

test("args.json among the files is offered as args", async () => {
  serve(lookUp);
  const { user } = await show("/upload");
  await choose(user, abc(), new File(['{"lr": 1.0}'], "args.json"));
  await user.click(await screen.findByRole("button", { name: "Use it as args" }));
  await waitFor(() => expect(screen.getByRole("textbox", { name: "Args" })).toHaveValue('{"lr": 1.0}'));
  expect(screen.getByText("1 value")).toBeVisible();
});

test("a store that refuses stops the file, and Retry sends it", async () => {
  store.answers = [403, 403, 403, 200];
  const urls = { urls: opened.upload.urls, urls_expire_at: opened.upload.urls_expire_at };
  serve(
    lookUp,
    made,
    reply("POST", route(ID), 201, opened),
    reply("POST", `${route(ID)}/c1/parts`, 200, urls),
    reply("POST", `${route(ID)}/c1/commit`, 201, done),
    reply("GET", `/api/v1/models/${ID}`, 200, contractBody(`/api/v1/models/${KNOWN}`)),
  );
  const { user, address } = await show("/upload");
  await user.click(await fill(user));
  expect(await screen.findByRole("heading", { name: "Stopped" })).toBeVisible();
  expect(within(screen.getByRole("list", { name: "Files" })).getByText("failed")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Retry" }));
  await waitFor(() => expect(address()).toContain("/models/"));
});

test("it pauses, goes on, and cancelling asks first and gives it up", async () => {
  const { asked } = serve(
    lookUp,
    made,
    reply("POST", route(ID), 201, opened),
    reply("DELETE", `${route(ID)}/c1`, 204),
  );
  const { user } = await show("/upload");
  await user.click(await fill(user));
  await screen.findByRole("heading", { name: "Sending" });
  await user.click(screen.getByRole("button", { name: "Pause" }));
  expect(screen.getByRole("heading", { name: "Paused" })).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Resume" }));
  await screen.findByRole("heading", { name: "Sending" });
  await user.click(screen.getByRole("button", { name: "Cancel the upload" }));
  expect(screen.getByText("Remove what was sent?")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Stop and remove" }));
  await waitFor(() => expect(asked.some((one) => one.method === "DELETE")).toBe(true));
  expect(screen.getByRole("textbox", { name: "Args" })).toHaveValue(
    '{"lr": 1.0, "steps": 1152921504606846977}',
  );
  expect(window.localStorage.getItem("modelbase.uploads")).toBe("[]");
});

test("an unfinished upload goes on with the same files, and with no others", async () => {
  const files = [{ path: "model.bin", size: 3 }];
  const one = { id: "c1", model: ID, label: "best", move: false, step: 3, metrics: {}, files, size: 3 };
  window.localStorage.setItem(
    "modelbase.uploads",
    JSON.stringify([{ ...one, at: new Date().toISOString() }]),
  );
  const { asked } = serve(
    reply("POST", route(ID), 200, { checkpoint: { ...done, label: "best" }, upload: null }),
  );
  const { user } = await show("/upload");
  expect(await screen.findByRole("heading", { name: "1 unfinished upload" })).toBeVisible();
  const input = (): HTMLInputElement =>
    document.querySelector(`input[aria-label="Resume the upload to ${ID}"]`)!;
  await user.upload(input(), new File(["abcd"], "model.bin"));
  expect(screen.getByText(/These are not the same files/)).toHaveTextContent("model.bin");
  await user.upload(input(), abc());
  expect(await screen.findByText(`The same files are there already as ${ID}@best.`)).toBeVisible();
  expect(asked.find((one) => one.path === route(ID))?.body).toMatchObject({ label: "best", step: 3 });
});

test("with a model given no args are wanted", async () => {
  serve(reply("POST", route(KNOWN), 200, { checkpoint: { ...done, model: KNOWN }, upload: null }));
  const { user, address } = await show(`/upload?model=${KNOWN}`);
  expect(await screen.findByRole("link", { name: KNOWN })).toBeVisible();
  expect(screen.queryByRole("textbox", { name: "Args" })).not.toBeInTheDocument();
  await choose(user, abc());
  await user.click(screen.getByRole("button", { name: "Upload" }));
  await waitFor(() => expect(address()).toContain("checkpoint=last"));
});

test("u leads to it, and anyone who is no Admin is told", async () => {
  serve();
  const { user, address } = await show("/trash");
  await screen.findByRole("link", { name: "Upload" });
  await user.keyboard("u");
  await waitFor(() => expect(address()).toBe("/upload"));
});

test("a reader is told whom to ask", async () => {
  serve(reply("GET", "/api/v1/me", 200, { ...contractBody("/api/v1/me"), role: "read_only" }));
  await show("/upload");
  expect(await screen.findByRole("heading", { name: "Only Admins upload" })).toBeVisible();
  expect(screen.queryByRole("link", { name: "Upload" })).not.toBeInTheDocument();
});

test("anyone who is not signed in is shown the way in, and comes back", async () => {
  serve(refuse("GET", "/api/v1/me", 401, "sign_in_required"));
  await show("/upload");
  expect(await screen.findByRole("heading", { name: "Only Admins upload" })).toBeVisible();
  const way = within(screen.getByRole("main")).getByRole("link", { name: "Sign in" });
  expect(way).toHaveAttribute("href", "/sign-in?next=/upload");
});

test("args with what looks like a credential go nowhere, unless the person says that it is none", async () => {
  const secret = { key: "hub.hub_token", kind: "a secret by its name hub_token" };
  const { asked } = serve(
    reply("POST", "/api/v1/lookup", 200, { ...found, secrets: [secret] }),
    reply("POST", "/api/v1/models", 201, { id: ID }),
    reply("POST", route(ID), 201, { checkpoint: done, upload: null }),
    reply("GET", `/api/v1/models/${ID}`, 200, contractBody(`/api/v1/models/${KNOWN}`)),
  );
  const texts: string[] = [];
  const before = globalThis.fetch;
  vi.stubGlobal("fetch", async (request: Request) => {
    if (request.url.endsWith("/api/v1/models")) texts.push(await request.clone().text());
    return await before(request);
  });
  const { user } = await show("/upload");
  await choose(user, abc());
  await type(user, "Args", '{"hub": {"hub_token": "hf_SECRETsecret123"}}');
  expect(await screen.findByText("hub.hub_token")).toBeVisible();
  const upload = screen.getByRole("button", { name: "Upload" });
  expect(upload).toBeDisabled();
  expect(screen.getByText("Remove the credentials from the args first.")).toBeVisible();
  await user.click(screen.getByRole("checkbox", { name: "It is no secret" }));
  await waitFor(() => expect(upload).toBeEnabled());
  // Said of those args, not of others.
  await user.clear(screen.getByRole("textbox", { name: "Args" }));
  await type(user, "Args", '{"hub": {"hub_token": "hf_ANOTHERsecret4"}}');
  await waitFor(() => expect(screen.getByRole("checkbox", { name: "It is no secret" })).not.toBeChecked());
  expect(upload).toBeDisabled();
  await user.click(screen.getByRole("checkbox", { name: "It is no secret" }));
  await waitFor(() => expect(upload).toBeEnabled());
  await user.click(upload);
  await waitFor(() => expect(asked.some((one) => one.path === "/api/v1/models")).toBe(true));
  expect(JSON.parse(texts[0]!)).toMatchObject({ allow_secrets: ["hub.hub_token"] });
});
