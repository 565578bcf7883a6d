import { screen, within } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import { contractBody, refuse, reply, serve, type Asked } from "../../test/server.ts";
import { show } from "../../test/render.tsx";

const WAIT = { timeout: 9000 };
const writes = (asked: Asked[]) => asked.filter((one) => one.method !== "GET");
const row = async (name: RegExp) => within(await screen.findByRole("row", { name }, WAIT));

describe("the people of a server", () => {
  test("stand with role, reason, state and last sign-in", async () => {
    serve();
    await show("/admin");
    const owner = await row(/octocat/);
    expect(owner.getByRole("combobox", { name: "Role of octocat" })).toBeDisabled();
    expect(owner.getByText("MODELBASE_ADMINS")).toBeVisible();
    const gone = await row(/gone/);
    expect(gone.getByText("Disabled")).toBeVisible();
    expect(gone.getByText("never")).toBeVisible();
  });

  test("a role changes after one question that says what it means", async () => {
    const { asked } = serve(reply("PATCH", "/api/v1/users/github:2", 200, {}));
    const { user } = await show("/admin");
    await user.selectOptions((await row(/hubot/)).getByRole("combobox"), "Admin");
    const dialog = within(await screen.findByRole("alertdialog", { name: "Make hubot Admin?" }, WAIT));
    expect(dialog.getByText(/delete every model/)).toBeVisible();
    expect(dialog.getByText(/teams no longer change/)).toBeVisible();
    expect(writes(asked)).toEqual([]);
    await user.click(dialog.getByRole("button", { name: "Save" }));
    expect(await screen.findByText("hubot is Admin now.")).toBeVisible();
    expect(writes(asked)[0]?.body).toEqual({ role: "admin" });
  });

  test("the last Admin stays, and is told why", async () => {
    const { asked } = serve(refuse("PATCH", "/api/v1/users/github:1", 409, "last_admin"));
    const { user } = await show("/admin");
    await user.click((await row(/octocat/)).getByRole("button", { name: "Disable octocat" }));
    const dialog = within(await screen.findByRole("alertdialog", { name: "Disable octocat?" }, WAIT));
    expect(dialog.getByText(/This is your own account/)).toBeVisible();
    await user.click(dialog.getByRole("button", { name: "Disable" }));
    expect(await dialog.findByRole("alert")).toHaveTextContent("Someone has to stay Admin");
    expect(writes(asked)[0]?.body).toEqual({ disabled: true });
  });

  test("who is shut out is let in again, and who is forgotten is gone", async () => {
    const { asked } = serve(
      reply("PATCH", "/api/v1/users/github:3", 200, {}),
      reply("DELETE", "/api/v1/users/github:3", 204),
    );
    const { user } = await show("/admin");
    await user.click((await row(/gone/)).getByRole("button", { name: "Enable gone" }));
    expect(await screen.findByText("gone may sign in again.")).toBeVisible();
    await user.click((await row(/gone/)).getByRole("button", { name: "Forget gone" }));
    const dialog = within(await screen.findByRole("alertdialog", { name: "Forget gone?" }, WAIT));
    await user.click(dialog.getByRole("button", { name: "Forget" }));
    expect(await screen.findByText("gone is forgotten.")).toBeVisible();
    expect(writes(asked).map((one) => one.method)).toEqual(["PATCH", "DELETE"]);
  });

  test("who is no Admin is told so and nothing is asked", async () => {
    const { asked } = serve(
      reply("GET", "/api/v1/me", 200, { ...contractBody("/api/v1/me"), role: "read_only" }),
    );
    await show("/admin");
    expect(await screen.findByRole("heading", { name: "Only Admins may see this", level: 2 })).toBeVisible();
    expect(asked.some((one) => one.path.startsWith("/api/v1/users"))).toBe(false);
    expect(screen.queryByRole("link", { name: "Admin" })).not.toBeInTheDocument();
  });
});
