/** Chooses from the menu behind a button, as a user does. */
import { screen } from "@testing-library/react";
import type { show } from "./render.tsx";

export type User = Awaited<ReturnType<typeof show>>["user"];

/** Open the menu of the button called `button`, and press `item` in it. */
export async function choose(user: User, button: string, item: string): Promise<void> {
  // Menu and dialogs are loaded when they are first wanted.
  const patience = { timeout: 9000 };
  await user.click(await screen.findByRole("button", { name: button }));
  await user.click(await screen.findByRole("menuitem", { name: item }, patience));
}
