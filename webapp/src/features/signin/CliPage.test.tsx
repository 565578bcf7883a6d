import { screen, waitFor, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { leave } from "./leave.ts";
import { refuse, reply, serve } from "../../test/server.ts";
import { show } from "../../test/render.tsx";

const CHALLENGE = "c".repeat(43);
const STATE = "s".repeat(32);
const HERE = `/cli?challenge=${CHALLENGE}&port=40123&state=${STATE}&name=modelbase+on+laptop`;
const WAITING = { name: "modelbase on cluster-7", address: "192.0.2.7", expires_at: "2026-11-21T12:10:00Z" };
const grantTo = (url: string) => reply("POST", "/api/v1/cli-grants", 201, { url });

test("a command line on this machine is named, and a yes travels to its port", async () => {
  const left = vi.spyOn(leave, "to").mockReturnValue();
  const url = `http://127.0.0.1:40123/?code=abc&state=${STATE}`;
  const { asked } = serve(grantTo(url));
  const { user } = await show(HERE);
  expect(await screen.findByText("modelbase on laptop")).toBeVisible();
  expect(screen.getByText(/reads and writes, for 90 days/)).toBeVisible();
  expect(asked.some((one) => one.method === "POST")).toBe(false);
  await user.click(screen.getByRole("button", { name: "Allow" }));
  await waitFor(() => expect(left.mock.calls).toEqual([[url]]));
  expect(asked.find((one) => one.method === "POST")?.body).toEqual({
    challenge: CHALLENGE,
    port: 40123,
    state: STATE,
    name: "modelbase on laptop",
  });
  expect(await screen.findByRole("heading", { name: "Back to the terminal" })).toHaveFocus();
});

test("a no hands nothing over, and the command line hears it", async () => {
  const left = vi.spyOn(leave, "to").mockReturnValue();
  const { asked } = serve();
  const { user } = await show(HERE);
  await user.click(await screen.findByRole("button", { name: "Deny" }));
  expect(await screen.findByRole("heading", { name: "The sign-in was refused" })).toBeVisible();
  expect(asked.some((one) => one.method === "POST")).toBe(false);
  expect(left.mock.calls).toEqual([[`http://127.0.0.1:40123/?error=access_denied&state=${STATE}`]]);
});

test.each([
  "http://evil.example:40123/?code=abc",
  "http://127.0.0.1:40124/?code=abc",
  "https://127.0.0.1:40123/?code=abc",
  "http://127.0.0.1:40123@evil.example/?code=abc",
  "http://127.0.0.1.evil.example:40123/?code=abc",
  "javascript:alert(1)",
])("the page never goes to %s", async (url) => {
  const left = vi.spyOn(leave, "to").mockReturnValue();
  serve(grantTo(url));
  const { user } = await show(HERE);
  await user.click(await screen.findByRole("button", { name: "Allow" }));
  expect(await screen.findByRole("alert")).toHaveTextContent("did not go there");
  expect(left).not.toHaveBeenCalled();
});

test.each([
  `/cli?challenge=short&port=40123&state=${STATE}&name=x`,
  `/cli?challenge=${CHALLENGE}&port=80&state=${STATE}&name=x`,
  `/cli?challenge=${CHALLENGE}&port=40123&state=${STATE}`,
  `/cli?port=40123`,
])("half an address asks nobody: %s", async (address) => {
  serve();
  await show(address);
  expect(await screen.findByRole("heading", { name: "This address is not complete" })).toBeVisible();
  expect(screen.queryByRole("button", { name: "Allow" })).not.toBeInTheDocument();
});

test("who is not signed in signs in first and comes back with every field", async () => {
  serve(refuse("GET", "/api/v1/me", 401, "sign_in_required"));
  const { address } = await show(HERE);
  await waitFor(() => expect(address()).toMatch(/^\/sign-in\?next=/));
  const next = new URLSearchParams(address().slice(address().indexOf("?"))).get("next")!;
  const back = new URL(next, "http://localhost");
  expect(Object.fromEntries(back.searchParams)).toEqual({
    challenge: CHALLENGE,
    port: "40123",
    state: STATE,
    name: "modelbase on laptop",
  });
});

test.each(["bcdfghjk", " BCDF GHJK ", "bcdf-ghjk", "BCDF–GHJK"])(
  "the code counts however it is typed: %s",
  async (typed) => {
    const { asked } = serve(
      reply("GET", "/api/v1/cli-grants/codes/BCDF-GHJK", 200, WAITING),
      reply("POST", "/api/v1/cli-grants/codes/BCDF-GHJK", 204),
    );
    const { user } = await show("/cli");
    await user.type(
      await screen.findByRole("textbox", { name: "Code from the terminal" }),
      `${typed}{Enter}`,
    );
    expect(await screen.findByText("modelbase on cluster-7")).toBeVisible();
    expect(screen.getByText(/from 192\.0\.2\.7/)).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Allow" }));
    expect(await screen.findByRole("heading", { name: "The command line is in" })).toBeVisible();
    expect(asked.find((one) => one.method === "POST")?.body).toEqual({ allow: true });
  },
);

test("a code can be refused, and another one typed", async () => {
  const { asked } = serve(
    reply("GET", "/api/v1/cli-grants/codes/BCDF-GHJK", 200, WAITING),
    reply("POST", "/api/v1/cli-grants/codes/BCDF-GHJK", 204),
  );
  const { user } = await show("/cli");
  await user.type(await screen.findByRole("textbox"), "BCDFGHJK{Enter}");
  await user.click(await screen.findByRole("button", { name: "Deny" }));
  expect(await screen.findByRole("heading", { name: "The sign-in was refused" })).toBeVisible();
  expect(asked.find((one) => one.method === "POST")?.body).toEqual({ allow: false });
  await user.click(screen.getByRole("button", { name: "Type another code" }));
  expect(await screen.findByRole("textbox")).toHaveValue("");
});

test.each([
  [404, "not_found", /No command line waits for this code/],
  [429, "too_many_requests", /Wait ten minutes/],
])("a code that answers %i says what to do", async (status, code, told) => {
  serve(refuse("GET", "/api/v1/cli-grants/codes/BCDF-GHJK", status, code));
  const { user } = await show("/cli");
  await user.type(await screen.findByRole("textbox"), "BCDFGHJK{Enter}");
  expect(await screen.findByRole("alert")).toHaveTextContent(told);
  expect(screen.getByRole("textbox")).toHaveFocus();
});

test.each(["", "BCDF", "AEIO-UYAE", "BCDF-GHJK-L", "ㅂㅊㄷㄹ"])(
  "what cannot be a code asks nobody: %s",
  async (typed) => {
    const { asked } = serve();
    const { user } = await show("/cli");
    const field = await screen.findByRole("textbox");
    if (typed !== "") await user.type(field, typed);
    await user.click(screen.getByRole("button", { name: "Continue" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("eight letters");
    expect(asked.some((one) => one.path.includes("cli-grants"))).toBe(false);
  },
);

test("a code that expired while its card was read offers to type another", async () => {
  serve(
    reply("GET", "/api/v1/cli-grants/codes/BCDF-GHJK", 200, WAITING),
    refuse("POST", "/api/v1/cli-grants/codes/BCDF-GHJK", 404, "not_found"),
  );
  const { user } = await show("/cli");
  await user.type(await screen.findByRole("textbox"), "BCDFGHJK{Enter}");
  await user.click(await screen.findByRole("button", { name: "Allow" }));
  const alert = await screen.findByRole("alert");
  expect(alert).toHaveTextContent("No command line waits");
  expect(within(document.body).getByRole("button", { name: "Type another code" })).toBeVisible();
});
