/** Shows the whole app at an address: the real router, the real query client, the real words. */
import { createMemoryHistory } from "@tanstack/react-router";
import { render, screen } from "@testing-library/react";
import userEvent, { type UserEvent } from "@testing-library/user-event";
import { makeApp } from "../app.tsx";

export interface Shown {
  user: UserEvent;
  /** Path, search and hash of the address bar. */
  address: () => string;
  /** As the browser's button does. */
  back: () => void;
}

/** Open the app at an address; waits until the page has its heading. */
export async function show(address: string): Promise<Shown> {
  const user = userEvent.setup();
  const { element, router } = makeApp(createMemoryHistory({ initialEntries: [address] }), 0);
  render(element);
  await screen.findAllByRole("heading", { level: 1 }, { timeout: 15_000 });
  return { user, address: () => router.state.location.href, back: () => router.history.back() };
}
