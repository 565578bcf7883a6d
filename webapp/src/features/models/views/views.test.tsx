import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import type { Json } from "../../../lib/json/json.ts";
import { contractBody, refuse, reply, serve } from "../../../test/server.ts";
import { show } from "../../../test/render.tsx";

const CONV = "v_0000000000000002";
const BUILT_IN = "title,state,tags,checkpoints,size,owner,created_at,updated_at";
const ONE_ROW = { rows: [{ id: "a/b:111111111", title: "One" }], next: null, total: 1 };
const anyRows = reply("GET", /api\/v1\/models\?/, 200, ONE_ROW);

const strip = () => screen.findByRole("navigation", { name: "Views" });
const readable = (address: string): string => decodeURIComponent(address.replaceAll("+", " "));

function listed(change: (rows: { [key: string]: Json }[]) => void): ReturnType<typeof reply> {
  const body = structuredClone(contractBody("/api/v1/views"));
  const rows = (body["rows"] as { [key: string]: Json }[]).map((row) => ({ ...row, revision: 3 }));
  change(rows);
  return reply("GET", "/api/v1/views", 200, { ...body, rows });
}

describe("saved views", () => {
  test("are a strip of links that hold the whole state", async () => {
    serve(anyRows);
    await show("/");
    const tab = await within(await strip()).findByRole("link", { name: /Leaderboard/ });
    expect(tab).toHaveAttribute(
      "href",
      "/?sort=-metrics.top1&columns=title,metrics.top1,state,tags,checkpoints,size,owner,created_at,updated_at&view=v_0000000000000001",
    );
    expect(screen.getByRole("link", { name: "All models" })).toHaveAttribute("aria-current", "page");
  });

  test("an address with a view alone opens it, and then holds its whole state", async () => {
    const { asked } = serve(anyRows);
    const { address } = await show(`/?view=${CONV}`);
    await waitFor(() =>
      expect(readable(address())).toBe(
        `/?where=title contains "convolution"&columns=${BUILT_IN}&view=${CONV}`,
      ),
    );
    expect(asked.at(-1)?.path).toContain('where=title contains "convolution"');
    expect(await screen.findByRole("link", { name: "Convolutions" })).toHaveAttribute("aria-current", "page");
    expect(screen.getByRole("link", { name: "All models" })).not.toHaveAttribute("aria-current");
    expect(screen.queryByText("edited")).not.toBeInTheDocument();
  });

  test("a bare address is the default view, and one's own goes before the team's", async () => {
    serve(
      anyRows,
      listed((rows) => rows.forEach((row) => (row["default"] = true))),
    );
    const { address } = await show("/");
    await waitFor(() => expect(address()).toContain(`view=${CONV}`));
  });

  test("an address with a filter is what it says, whatever the default; clearing it opens no default", async () => {
    serve(
      anyRows,
      listed((rows) => rows.forEach((row) => (row["default"] = true))),
    );
    const { user, address } = await show("/?where=size+%3E+1");
    await waitFor(() => expect(address()).toBe("/?where=size+%3E+1&view=all"));
    await user.click(screen.getByRole("button", { name: "Clear filter" }));
    await waitFor(() => expect(address()).toBe("/?view=all"));
    expect(screen.getByRole("link", { name: "All models" })).toHaveAttribute("aria-current", "page");
  });

  test("a changed one says so; Reset brings back what was saved", async () => {
    serve(anyRows);
    const { user, address } = await show(`/?where=size+%3E+1&view=${CONV}`);
    expect(await screen.findByText("edited")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Reset" }));
    await waitFor(() => expect(readable(address())).toContain('where=title contains "convolution"'));
    expect(screen.queryByText("edited")).not.toBeInTheDocument();
    expect(screen.queryByRole("button", { name: "Save" })).not.toBeInTheDocument();
  });

  test("Save sends the shown state with the revision it was made from", async () => {
    const { asked } = serve(anyRows, reply("PUT", `/api/v1/views/${CONV}`, 200, {}));
    const { user } = await show(`/?where=size+%3E+1&sort=-size&view=${CONV}`);
    await user.click(await screen.findByRole("button", { name: "Save" }));
    await waitFor(() => expect(asked.some((one) => one.method === "PUT")).toBe(true));
    const put = asked.find((one) => one.method === "PUT")!;
    expect(put.headers.get("If-Match")).toBe('"3"');
    expect(put.body).toMatchObject({
      name: "Convolutions",
      scope: "personal",
      state: { where: "size > 1", sort: "-size", columns: [], hidden: [], fold: null },
    });
    expect(await screen.findByText("The view “Convolutions” is saved.")).toBeVisible();
  });

  test("what another person saved meanwhile is not overwritten unasked", async () => {
    const { asked } = serve(
      anyRows,
      (one) => (one.headers.get("If-Match") === null ? reply("PUT", /views/, 200, {})(one) : undefined),
      refuse("PUT", /views/, 409, "edited_meanwhile"),
    );
    const { user } = await show(`/?where=size+%3E+1&view=${CONV}`);
    await user.click(await screen.findByRole("button", { name: "Save" }));
    const question = await screen.findByRole("alertdialog", { name: /changed by another person/ });
    expect(asked.filter((one) => one.method === "PUT")).toHaveLength(1);
    await user.click(within(question).getByRole("button", { name: "Save mine over theirs" }));
    await waitFor(() => expect(asked.filter((one) => one.method === "PUT")).toHaveLength(2));
    await waitFor(() => expect(screen.queryByRole("alertdialog")).not.toBeInTheDocument());
  });

  test("Save as makes a view of the shown state and goes there", async () => {
    const made = { ...(contractBody("/api/v1/views")["rows"] as { [key: string]: Json }[])[1]!, id: "v_new" };
    const { asked } = serve(anyRows, reply("POST", "/api/v1/views", 201, { ...made, name: "Mine" }));
    const { user, address } = await show("/?where=size+%3E+1&columns=title");
    await user.click(await screen.findByRole("button", { name: "Save as a new view" }));
    await user.type(await screen.findByRole("textbox", { name: "Name" }), "Mine");
    await user.click(screen.getByRole("radio", { name: "Team" }));
    await user.keyboard("{Enter}");
    await waitFor(() => expect(address()).toContain("view=v_new"));
    expect(asked.find((one) => one.method === "POST")?.body).toMatchObject({
      name: "Mine",
      scope: "team",
      state: { where: "size > 1", columns: ["title"], hidden: expect.arrayContaining(["state", "owner"]) },
    });
  });

  test("what the server refuses is told beside the name", async () => {
    serve(anyRows, refuse("POST", "/api/v1/views", 400, "invalid"));
    const { user } = await show("/");
    await user.click(await screen.findByRole("button", { name: "Save as a new view" }));
    await user.type(await screen.findByRole("textbox", { name: "Name" }), "Mine{Enter}");
    expect(await screen.findByRole("alert")).toHaveTextContent("It says invalid");
    expect(screen.getByRole("dialog")).toBeVisible();
  });

  test("rename, make default and delete are in its menu", async () => {
    const { asked } = serve(
      anyRows,
      reply("PUT", /views/, 200, {}),
      reply("DELETE", `/api/v1/views/${CONV}`, 204),
    );
    const { user, address } = await show(`/?view=${CONV}`);
    const more = await screen.findByRole("button", { name: "More for the view Convolutions" });
    await user.click(more);
    await user.click(await screen.findByRole("menuitem", { name: "Rename…" }));
    const name = await screen.findByRole("textbox", { name: "Name" });
    await user.clear(name);
    await user.type(name, "Nets{Enter}");
    await waitFor(() => expect(asked.at(-2)?.body ?? asked.at(-1)?.body).toMatchObject({ name: "Nets" }));
    await user.click(more);
    await user.click(await screen.findByRole("menuitem", { name: "Open first for me" }));
    await waitFor(() =>
      expect(asked.findLast((one) => one.method === "PUT")?.body).toMatchObject({ default: true }),
    );
    await user.click(more);
    await user.click(await screen.findByRole("menuitem", { name: "Delete view" }));
    await user.click(await screen.findByRole("button", { name: "Delete view" }));
    await waitFor(() => expect(address()).not.toContain("view="));
    expect(readable(address())).toContain("convolution");
    expect(asked.some((one) => one.method === "DELETE")).toBe(true);
  });

  test("a reader changes no view of the team", async () => {
    const me = { ...contractBody("/api/v1/me"), role: "read_only" };
    serve(anyRows, reply("GET", "/api/v1/me", 200, me));
    const { user } = await show("/?where=size+%3E+1&view=v_0000000000000001");
    expect(await screen.findByText("edited")).toBeVisible();
    expect(screen.queryByRole("button", { name: "Save" })).not.toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Save as…" }));
    expect(await screen.findByRole("textbox", { name: "Name" })).toBeVisible();
    expect(screen.queryByRole("radio", { name: "Team" })).not.toBeInTheDocument();
  });

  test("a view that is not there is told, and the address is shown as it stands", async () => {
    serve(anyRows);
    await show("/?where=size+%3E+1&view=v_gone");
    expect(await screen.findByText(/was deleted or is another person's/)).toBeVisible();
    expect(await screen.findByRole("row", { name: /a\/b:1/ })).toBeVisible();
  });

  test("the table works while views cannot be read", async () => {
    serve(anyRows, refuse("GET", "/api/v1/views", 503, "unavailable"));
    await show("/");
    expect(await screen.findByRole("row", { name: /a\/b:1/ })).toBeVisible();
    expect(await screen.findByRole("alert")).toHaveTextContent("It says unavailable");
  });
});
