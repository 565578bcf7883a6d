import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { show } from "../../../test/render.tsx";
import { contractBody, reply, serve } from "../../../test/server.ts";

const PATH = "/diff?id=faint-digits/small-conv:71f6b62e4&id=faint-digits/small-conv:736f712a4";
const BODY = contractBody(`/api/v1${PATH}`);

test("of the sections only the one of the address is the current one", async () => {
  serve(reply("GET", /\/diff/, 200, BODY));
  await show(`${PATH}&section=metrics`);
  const tabs = await screen.findByRole("navigation", { name: "Sections" }, { timeout: 8000 });
  const current = within(tabs)
    .getAllByRole("link")
    .filter((one) => one.getAttribute("aria-current") === "page");
  expect(current.map((one) => one.textContent)).toEqual([expect.stringMatching(/^Metrics/)]);
});
