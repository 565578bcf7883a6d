import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { preferences } from "../../../lib/storage/preferences.ts";
import { saveFile } from "../../../lib/save.ts";
import { contractBody, reply, serve } from "../../../test/server.ts";
import { show } from "../../../test/render.tsx";
import { asMoments, eventsCommand, readAuditSearch } from "./auditSearch.ts";

vi.mock("../../../lib/save.ts", () => ({ saveFile: vi.fn<typeof saveFile>() }));

const WAIT = { timeout: 9000 };
const events = () => contractBody("/api/v1/events?limit=50");
const empty = { rows: [], next: null };

describe("the audit log", () => {
  beforeEach(() => vi.mocked(saveFile).mockReset());

  test("says what was done in sentences", async () => {
    serve();
    await show("/admin/audit");
    const list = within(await screen.findByRole("list", { name: "Records" }, WAIT));
    const said = list.getAllByRole("listitem").map((item) => item.querySelector("p")?.textContent);
    expect(said).toEqual([
      "octocat made a link to tiny-shapes/small-conv:10823125c (Card)",
      "octocat changed hubot from Guest to Read-only",
      "The server refused gone",
      "octocat moved noisy-sine/mlp:7dd96d493 to the trashoutcome unknown",
    ]);
  });

  test("says in Korean of people that they did it, and of the server that it was done there", async () => {
    preferences.set({ language: "ko" });
    serve();
    await show("/admin/audit");
    const list = within(await screen.findByRole("list", { name: "기록" }, WAIT));
    const said = list.getAllByRole("listitem").map((item) => item.querySelector("p")?.textContent);
    expect(said[2]).toBe("서버에서 gone 님을 거부했습니다");
    expect(said[3]).toMatch(/^octocat 님이 /);
  });

  test("says of a label that nobody has any more that it was taken away", async () => {
    const [first] = events()["rows"] as object[];
    const target = { model: "noisy-sine/mlp:7dd96d493", checkpoint: "c1" };
    const details = { label: null, before: "best", taken_from: null };
    const taken = { ...first, action: "checkpoint.label", target, details };
    serve(reply("GET", "/api/v1/events?limit=50", 200, { rows: [taken], next: null }));
    await show("/admin/audit");
    const list = within(await screen.findByRole("list", { name: "Records" }, WAIT));
    expect(list.getByText(/took the label best of noisy-sine/)).toBeVisible();
  });

  test("is filtered by what, whom and when, in the address", async () => {
    const { asked } = serve(reply("GET", /^\/api\/v1\/events\?.*by=hubot/, 200, empty));
    const { user, address } = await show("/admin/audit");
    const form = within(await screen.findByRole("form", { name: "Filter records" }, WAIT));
    await user.type(form.getByRole("textbox", { name: "By" }), "hubot");
    await user.type(form.getByLabelText("From"), "2026-11-20");
    await user.click(form.getByRole("button", { name: "Apply" }));
    await waitFor(() => expect(address()).toBe("/admin/audit?by=hubot&since=2026-11-20"));
    expect(await screen.findByRole("heading", { name: "No record fits" })).toBeVisible();
    const since = new Date(2026, 10, 20).toISOString();
    expect(asked.at(-1)?.path).toBe(`/api/v1/events?by=hubot&since=${since}&limit=50`);
    await user.click(screen.getAllByRole("button", { name: "Clear" })[0]!);
    await waitFor(() => expect(address()).toBe("/admin/audit"));
  });

  test("a field of a record becomes the filter", async () => {
    serve(reply("GET", /target=hubot/, 200, empty));
    const { user, address } = await show("/admin/audit");
    const list = within(await screen.findByRole("list", { name: "Records" }, WAIT));
    await user.click(list.getByText("user.role"));
    await user.click(list.getByRole("button", { name: "Only this: hubot" }));
    await waitFor(() => expect(address()).toBe("/admin/audit?target=hubot"));
  });

  test("is saved whole, page by page, through the shown filter", async () => {
    const [first, ...rest] = events()["rows"] as object[];
    const path = "/api/v1/events?action=share&limit=1000";
    serve(
      reply("GET", "/api/v1/events?action=share&limit=50", 200, events()),
      reply("GET", path, 200, { rows: [first], next: "e1" } as never),
      reply("GET", `${path}&after=e1`, 200, { rows: rest, next: null } as never),
    );
    const { user } = await show("/admin/audit?action=share");
    await waitFor(() => expect(screen.getByRole("button", { name: "Export JSON" })).toBeEnabled(), WAIT);
    await user.click(screen.getByRole("button", { name: "Export JSON" }));
    expect(await screen.findByText("4 records saved.")).toBeVisible();
    const [file, name] = vi.mocked(saveFile).mock.calls[0]!;
    expect(name).toBe("modelbase-events.json");
    const saved = JSON.parse(await file.text()) as { filter: object; rows: { id: string }[] };
    expect(saved.filter).toEqual({ action: "share" });
    expect(saved.rows.map((row) => row.id)).toEqual(["e1", "e2", "e3", "e4"]);
  });

  test("no address breaks the filter, and the command says the same as it", () => {
    expect(readAuditSearch({ by: ["a"], since: "tomorrow", until: "2026-13-45", action: " " })).toEqual({});
    const day = asMoments({ since: "2026-11-20", until: "2026-11-20" });
    expect(Date.parse(day.until!) - Date.parse(day.since!)).toBe(24 * 3600 * 1000);
    expect(eventsCommand({ by: "a b", target: "x/y:1" })).toBe(
      "modelbase events --by 'a b' --target x/y:1 --all --json",
    );
  });
});
