/** Signing in through GitHub as people do it, with the server's real OAuth code and a GitHub that is a fake. */
import { expect, signIn, test } from "./github.ts";

test("who belongs to the team signs in and ends where they wanted to go", async ({
  page,
  github,
  faults,
}) => {
  await github.tell({ present: "mona", well: true });
  await page.goto("/account");
  await expect(page).toHaveURL(/\/sign-in\?next=\/account$/);
  await page.getByRole("link", { name: "Continue with GitHub" }).click();
  await expect(page).toHaveURL(/\/account$/);
  await expect(page.getByText("Mona Lisa")).toBeVisible();
  await expect(page.getByRole("region", { name: "You" })).toContainText("Admin");
  expect(faults).toEqual([]);
});

test("the fixture", async ({ page, github, as }) => {
  await signIn(page, github, "reader", "/account");
  await expect(page.getByRole("region", { name: "You" })).toContainText("Read-only");
  const mona = await as("mona");
  await mona.goto("/");
  await expect(mona.getByRole("heading", { level: 1, name: "Models" })).toBeAttached();
});
