import { createMemoryHistory } from "@tanstack/react-router";
import { screen, waitFor } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import { makeApp } from "./app.tsx";
import { refuse, reply, serve } from "./test/server.ts";
import { show } from "./test/render.tsx";

const ROWS = { rows: [], next: null, total: 0 };
const isRows = ({ path }: { path: string }): boolean => /^\/api\/v1\/models\?.*limit=100$/.test(path);

describe("what is asked for before anything is drawn", () => {
  test("the table's rows, who is here and the saved views, with nothing rendered yet", async () => {
    const { asked } = serve();
    makeApp(createMemoryHistory({ initialEntries: ["/"] }), 0);
    await waitFor(() => expect(asked).toHaveLength(3));
    const paths = new Set(asked.map((one) => one.path.split("?")[0]));
    expect(paths).toEqual(new Set(["/api/v1/me", "/api/v1/models", "/api/v1/views"]));
  });

  test("the page takes what was asked ahead: the same rows are asked for once", async () => {
    const { asked } = serve(reply("GET", /^\/api\/v1\/models\?/, 200, ROWS));
    await show("/?where=lr+%3E+1&sort=-lr,count&columns=lr,title&pinned=lr&fold=family");
    await screen.findByText("No model matches this filter");
    const paths = asked.filter(isRows).map((one) => one.path);
    expect(paths).toEqual([
      "/api/v1/models?where=lr > 1&sort=-args.lr&columns=args.lr,title&total=true&limit=100",
    ]);
  });

  test("another page asks for no rows", async () => {
    const { asked } = serve();
    makeApp(createMemoryHistory({ initialEntries: ["/account"] }), 0);
    await waitFor(() => expect(asked).toEqual([]));
  });

  test("what fails ahead is asked again by the page, which tells", async () => {
    const { asked } = serve(refuse("GET", /^\/api\/v1\/models\?/, 500, "internal"));
    await show("/");
    expect(await screen.findByRole("alert")).toHaveTextContent("0123456789abcdef");
    expect(asked.filter(isRows).length).toBeGreaterThan(1);
  });

  test("a stranger who must sign in is sent there, and comes back to the same address", async () => {
    serve(
      refuse("GET", "/api/v1/me", 401, "sign_in_required"),
      refuse("GET", "/api/v1/views", 401, "sign_in_required"),
      refuse("GET", /^\/api\/v1\/models\?/, 401, "sign_in_required"),
    );
    const { address } = await show("/?where=lr+%3E+1");
    await waitFor(() => expect(new URL(address(), "http://x").pathname).toBe("/sign-in"));
    expect(new URL(address(), "http://x").searchParams.get("next")).toBe("/?where=lr+%3E+1");
  });
});
