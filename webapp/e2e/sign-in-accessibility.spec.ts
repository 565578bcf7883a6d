/** Every state of signing in, letting a command line in and the account, by axe; and nothing lost on a narrow screen. */
import type { Page } from "@playwright/test";
import { axeInBoth } from "./axe.ts";
import { prefer } from "./fixtures.ts";
import { expect, signIn, test, type TeamServer } from "./github.ts";

const CHALLENGE = "c".repeat(43);
const HERE = `/cli?challenge=${CHALLENGE}&port=40123&state=${"s".repeat(32)}&name=modelbase+on+a+machine`;

interface Place {
  name: string;
  open: (page: Page, server: TeamServer) => Promise<void>;
}

const at = (name: string, path: string, seen: string, press?: string): Place => ({
  name,
  open: async (page) => {
    await page.goto(path);
    await page.locator(seen).first().waitFor();
    if (press === undefined) return;
    await page.locator(press).first().click();
    await page.locator("[role=dialog], [role=alertdialog]").first().waitFor();
  },
});

const SIGNED_OUT: Place[] = [
  at("sign in", "/sign-in", "main a[href^='/auth/']"),
  ...["not_admitted", "provider_unavailable", "sign_in_cancelled"].map((error) =>
    at(`refused, ${error}`, `/sign-in?error=${error}`, "main a[href^='/auth/']"),
  ),
  {
    name: "first admin",
    open: async (page, server) => {
      await page.goto("/trash");
      await page.goto(server.first);
      await page.locator("main svg.lucide-shield-check").waitFor();
    },
  },
];

const SIGNED_IN: Place[] = [
  at("account", "/account", "[aria-labelledby=sessions] li"),
  at("new token", "/account", "[aria-labelledby=sessions] li", "[aria-labelledby=tokens] button"),
  at("everywhere", "/account", "[aria-labelledby=sessions] li", "[aria-labelledby=sessions] button"),
  at("command line here", HERE, "main strong"),
  at("address broken", "/cli?port=1", "main pre"),
  at("code", "/cli", "main input"),
  {
    name: "code unknown",
    open: async (page) => {
      await page.goto("/cli");
      await page.locator("main input").fill("bbbbbbbb");
      await page.keyboard.press("Enter");
      await page.getByRole("alert").waitFor();
    },
  },
  { name: "code found", open: findCode },
  {
    name: "code allowed",
    open: async (page) => {
      await findCode(page);
      await page.locator("main button").last().click();
      await page.getByRole("status").waitFor();
    },
  },
];

async function findCode(page: Page): Promise<void> {
  const asked = await page.request.post("/api/v1/cli-grants/codes", {
    data: { challenge: CHALLENGE, name: "modelbase on cluster-7.example" },
    headers: { Origin: new URL(page.url()).origin },
  });
  await page.goto("/cli");
  await page.locator("main input").fill(((await asked.json()) as { code: string }).code);
  await page.keyboard.press("Enter");
  await page.locator("main strong").waitFor();
}

async function check(page: Page, name: string, other: "light" | "dark"): Promise<void> {
  expect.soft(await axeInBoth(page, other), name).toEqual([]);
  const size = page.viewportSize()!;
  await page.setViewportSize({ width: 320, height: 640 });
  const over = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect.soft(over, `${name} at 320 px`).toBe(0);
  await page.setViewportSize(size);
}

for (const [language, theme, other] of [
  ["en", "light", "dark"],
  ["ko", "dark", "light"],
] as const) {
  test(`axe finds nothing, ${language}, ${theme} and ${other}`, async ({ page, server, github, faults }) => {
    test.setTimeout(300_000);
    await signIn(page, github, "reader");
    const signedIn = await page.context().cookies();
    await page.context().clearCookies();
    await prefer(page, language, theme);
    for (const [places, cookies] of [
      [SIGNED_OUT, []],
      [SIGNED_IN, signedIn],
    ] as const) {
      await page.context().addCookies([...cookies]);
      for (const place of places) {
        await test.step(place.name, async () => {
          await place.open(page, server);
          await check(page, place.name, other);
        });
      }
    }
    expect(faults).toEqual([]);
  });
}
