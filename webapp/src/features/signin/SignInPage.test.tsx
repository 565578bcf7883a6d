import { cleanup, screen, waitFor } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { leave } from "./leave.ts";
import { refuse, reply, serve } from "../../test/server.ts";
import { show } from "../../test/render.tsx";

test("a code is sent once, leaves the address, and leads to where one wanted to go", async () => {
  const { asked } = serve(reply("POST", "/api/v1/session", 204));
  const { address } = await show("/sign-in?next=/trash#code=one-time");
  await waitFor(() => expect(address()).toBe("/trash"));
  const posts = asked.filter((one) => one.method === "POST");
  expect(posts.map((one) => one.body)).toEqual([{ code: "one-time" }]);
});

test.each([
  "https://evil.example/",
  "//evil.example",
  "/\\evil.example",
  "javascript:alert(1)",
  "/api/v1/me",
])("next is a page of this app, not %s", async (next) => {
  serve(reply("POST", "/api/v1/session", 204));
  const { address } = await show(`/sign-in?next=${encodeURIComponent(next)}#code=one-time`);
  await waitFor(() => expect(address()).toBe("/"));
});

test("a used code says so and how to make a new one", async () => {
  serve(refuse("POST", "/api/v1/session", 401, "sign_in_code"));
  const { address } = await show("/sign-in#code=old");
  const alert = await screen.findByRole("alert");
  expect(alert).toHaveTextContent("has been used already");
  expect(screen.getByText("modelbase open")).toBeVisible();
  expect(address()).toBe("/sign-in");
});

test("without a code it says where one comes from", async () => {
  const { asked } = serve();
  await show("/sign-in");
  expect(await screen.findByText("modelbase serve")).toBeVisible();
  expect(new Set(asked.map((one) => one.path))).toEqual(new Set(["/api/v1/sign-in"]));
});

test("a 401 on any page leads here and remembers the page", async () => {
  serve(refuse("GET", /./, 401, "sign_in_required"));
  const { address } = await show("/trash");
  await waitFor(() => expect(address()).toBe("/sign-in?next=/trash"));
  expect(await screen.findByRole("heading", { name: "Sign in to Modelbase" })).toBeVisible();
});

const GITHUB = reply("GET", "/api/v1/sign-in", 200, { mode: "github", url: "/auth/start" });

test("a team's server has one button, which leaves for GitHub and comes back", async () => {
  serve(GITHUB);
  await show("/sign-in?next=/diff?id=a%26id=b");
  const button = await screen.findByRole("link", { name: "Continue with GitHub" });
  expect(button).toHaveAttribute("href", `/auth/start?next=${encodeURIComponent("/diff?id=a&id=b")}`);
  expect(screen.queryByText("modelbase serve")).not.toBeInTheDocument();
});

test.each([
  "https://evil.example/",
  "//evil.example",
  "/\\evil.example",
  "javascript:alert(1)",
  "/auth/start",
])("GitHub never leads to %s", async (next) => {
  serve(GITHUB);
  await show(`/sign-in?next=${encodeURIComponent(next)}`);
  expect(await screen.findByRole("link", { name: "Continue with GitHub" })).toHaveAttribute(
    "href",
    "/auth/start",
  );
});

test("an address for GitHub that is none of this server is not followed", async () => {
  serve(reply("GET", "/api/v1/sign-in", 200, { mode: "github", url: "https://evil.example/" }));
  await show("/sign-in");
  expect(await screen.findByRole("link", { name: "Continue with GitHub" })).toHaveAttribute(
    "href",
    "/auth/start",
  );
});

test.each([
  ["not_admitted", "Your account may not use this server", /ask an owner of the organisation/i],
  ["sign_in_scope", "GitHub did not say which teams you are in", /leave the access/],
  ["disabled", "An Admin has disabled your account here", /ask an Admin/i],
  ["sign_in_cancelled", "You cancelled on GitHub", /start again/i],
  ["sign_in_failed", "GitHub did not confirm this sign-in", /start again/i],
  ["sign_in_state", "This sign-in did not begin in this browser", /start again from here/i],
  ["provider_unavailable", "GitHub does not answer right now", /in a few minutes/],
  ["database_unavailable", "The server cannot reach its database", /in a moment/],
  ["internal", "Something broke on the server", /try again/i],
  ["membership_stale", "Please sign in again", /as before/],
  ["never_heard_of", "Signing in did not work", /code below/],
  ["constructor", "Signing in did not work", /code below/],
])("%s says what happened and what to do next", async (code, title, next) => {
  serve(GITHUB);
  await show(`/sign-in?error=${code}`);
  const alert = await screen.findByRole("alert");
  expect(alert).toHaveTextContent(title);
  expect(alert).toHaveTextContent(next);
  expect(alert).toHaveTextContent(`Code ${code}`);
  expect(await screen.findByRole("link", { name: "Continue with GitHub" })).toBeVisible();
});

test("who came back without a session still ends where they wanted to go", async () => {
  serve(GITHUB);
  const { user } = await show("/sign-in?next=/account");
  const button = await screen.findByRole("link", { name: "Continue with GitHub" });
  button.addEventListener("click", (event) => event.preventDefault());
  await user.click(button);
  cleanup();
  await show("/sign-in?error=sign_in_cancelled");
  expect(await screen.findByRole("link", { name: "Continue with GitHub" })).toHaveAttribute(
    "href",
    `/auth/start?next=${encodeURIComponent("/account")}`,
  );
});

test("the link for the first Admin asks before it is used, and its code is nowhere", async () => {
  const left = vi.spyOn(leave, "to").mockReturnValue();
  const done = reply("POST", "/api/v1/sign-in/first", 200, { mode: "github", url: "/auth/start" });
  const { asked } = serve(GITHUB, done);
  const { user, address } = await show("/sign-in#first=one-time");
  expect(await screen.findByRole("heading", { name: "Become the first Admin" })).toBeVisible();
  expect(address()).toBe("/sign-in");
  expect(screen.getByText(/reads, changes and deletes every model/)).toBeVisible();
  expect(asked.some((one) => one.method === "POST")).toBe(false);
  await user.click(screen.getByRole("button", { name: "Continue with GitHub as first Admin" }));
  await waitFor(() => expect(left).toHaveBeenCalledWith("/auth/start"));
  expect(asked.filter((one) => one.method === "POST").map((one) => one.body)).toEqual([{ code: "one-time" }]);
});

test("a used link for the first Admin says so, and signs in as usual", async () => {
  const left = vi.spyOn(leave, "to").mockReturnValue();
  serve(GITHUB, refuse("POST", "/api/v1/sign-in/first", 401, "sign_in_code"));
  const { user } = await show("/sign-in#first=old");
  await user.click(await screen.findByRole("button", { name: "Continue with GitHub as first Admin" }));
  expect(await screen.findByRole("alert")).toHaveTextContent("does not make anybody Admin any more");
  expect(screen.getByRole("link", { name: "Continue with GitHub" })).toBeVisible();
  expect(left).not.toHaveBeenCalled();
});
