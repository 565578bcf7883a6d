/** `modelbase login`, the real one, let in by a person in a browser: on this machine, and by a typed code. */
import type { Page } from "@playwright/test";
import { expect, signIn, test } from "./github.ts";
import { terminal, type Terminal } from "./terminal.ts";

const SLOW = { timeout: 60_000 };

async function whoami(login: Terminal): Promise<string> {
  const asked = terminal(["whoami"], login.home);
  expect(await asked.ended, asked.text()).toBe(0);
  return asked.text();
}

test("by the browser: signed out, through GitHub, and back with everything, then Allow", async ({
  page,
  server,
  github,
  faults,
}) => {
  await github.tell({ present: "mona", well: true });
  const login = terminal(["login", server.url, "--browser"]);
  try {
    await expect.poll(login.opened, SLOW).toContain("/cli?challenge=");
    await page.goto(login.opened());
    await expect(page).toHaveURL(/\/sign-in\?next=\/cli/);
    await page.getByRole("link", { name: "Continue with GitHub" }).click();
    await expect(page.getByRole("heading", { name: "Let this command line in?" })).toBeVisible();
    await expect(page.getByText(/^modelbase on /)).toBeVisible();
    await page.getByRole("button", { name: "Allow" }).click();
    await expect(page.getByRole("heading", { name: "The command line is signed in" })).toBeVisible();
    expect(new URL(page.url()).hostname).toBe("127.0.0.1");
    expect(await login.ended, login.text()).toBe(0);
    expect(login.text()).toContain("as mona (admin)");
    expect(await whoami(login)).toContain("mona");
  } finally {
    login.close();
  }
  expect(faults).toEqual([]);
});

test("a no lets nobody in", async ({ page, server, github }) => {
  const login = terminal(["login", server.url, "--browser"]);
  try {
    await expect.poll(login.opened, SLOW).toContain("/cli?challenge=");
    const { pathname, search } = new URL(login.opened());
    await signIn(page, github, "reader");
    await page.goto(pathname + search);
    await expect(page.getByText("a token of yours that reads, for 90 days")).toBeVisible();
    await page.getByRole("button", { name: "Deny" }).click();
    await expect(page.getByRole("heading", { name: "The sign-in was refused" })).toBeVisible();
    expect(await login.ended, login.text()).not.toBe(0);
    expect(login.text()).toContain("the request was refused in the browser");
  } finally {
    login.close();
  }
});

/** Press Tab until something is focused; the focus is always on something that is in sight. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let at = 0; at < 20; at += 1) {
    await page.keyboard.press("Tab");
    const focused = page.locator(":focus");
    await expect(focused).toBeVisible();
    const text = await focused.evaluate(
      (element) => element.getAttribute("aria-label") ?? element.textContent,
    );
    if (text === name) return;
  }
  throw new Error(`Tab never reached ${name}`);
}

test("by a code and the keyboard alone: sign in, type it small and without its dash, look, allow", async ({
  page,
  server,
  github,
  faults,
}) => {
  await github.tell({ present: "reader", well: true });
  const login = terminal(["login", server.url, "--no-browser"]);
  try {
    await expect.poll(login.text, SLOW).toMatch(/[A-Z]{4}-[A-Z]{4}/);
    const code = /[B-Z]{4}-[B-Z]{4}/.exec(login.text())![0];
    await page.goto("/cli");
    await expect(page.getByRole("heading", { name: "Sign in to Modelbase" })).toBeFocused();
    await tabTo(page, "Continue with GitHub");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("textbox", { name: "Code from the terminal" })).toBeFocused();
    await page.keyboard.type("bbbb bbbb");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("alert")).toContainText("No command line waits for this code");
    await expect(page.getByRole("textbox")).toBeFocused();
    await page.keyboard.press("Control+a");
    await page.keyboard.type(code.toLowerCase().replace("-", " "));
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { name: "Is this your terminal?" })).toBeFocused();
    await expect(page.getByText("from 127.0.0.1")).toBeVisible();
    await tabTo(page, "Allow");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { name: "The command line is in" })).toBeFocused();
    expect(await login.ended, login.text()).toBe(0);
    expect(login.text()).toContain("as reader (read_only)");
  } finally {
    login.close();
  }
  expect(faults).toEqual([]);
});
