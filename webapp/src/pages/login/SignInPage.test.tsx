import { screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
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
