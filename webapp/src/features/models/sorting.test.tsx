import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import { refuse, reply, serve } from "../../test/server.ts";
import { show } from "../../test/render.tsx";

const heading = (name: string) => screen.getByRole("columnheader", { name: new RegExp(`^${name}`) });
const order = (name: string) => heading(name).getAttribute("aria-sort");
const chips = () => within(screen.getByRole("list", { name: "Sort" })).getAllByRole("listitem");

async function open(address: string) {
  serve(
    reply("GET", /models\?.*sort=/, 200, { rows: [{ id: "a/b:123456789" }], next: null, total: 1 }),
    refuse("GET", /models\/\w+\//, 404, "model_not_found"),
  );
  const shown = await show(address);
  await screen.findByRole("row", { name: /spirals\/mlp:7718903ff|a\/b:123456789/ });
  return shown;
}

describe("the order of the rows", () => {
  test("a heading shows it at once, before anything is asked for", async () => {
    const { address } = await open("/");
    fireEvent.click(heading("Size"));
    expect(order("Size")).toBe("descending");
    expect(address()).toBe("/");
    await waitFor(() => expect(address()).toBe("/?sort=-size"));
    await waitFor(() => expect(chips()).toHaveLength(1));
    expect(order("Size")).toBe("descending");
  });

  test("presses that follow each other quickly all count, and each is a step of Back", async () => {
    const { address, back } = await open("/");
    fireEvent.click(heading("Size"));
    fireEvent.click(heading("Size"));
    fireEvent.click(heading("Title"), { shiftKey: true });
    expect([order("Size"), order("Title")]).toEqual(["ascending", "descending"]);
    await waitFor(() => expect(address()).toBe("/?sort=size,-title"));
    expect([order("Size"), order("Title")]).toEqual(["ascending", "descending"]);
    for (const before of ["/?sort=size", "/?sort=-size", "/"]) {
      back();
      await waitFor(() => expect(address()).toBe(before));
    }
    await waitFor(() => expect(order("Size")).toBe("none"));
  });

  test("what is pressed next finds it done", async () => {
    const { address, back } = await open("/");
    fireEvent.click(heading("Size"));
    fireEvent.keyDown(screen.getByRole("grid"), { key: "ArrowDown" });
    await waitFor(() => expect(address()).toBe("/?sort=-size"));
    fireEvent.click(heading("Title"));
    fireEvent.keyDown(screen.getByRole("grid"), { key: "Home", ctrlKey: true });
    fireEvent.keyDown(screen.getByRole("grid"), { key: "Enter" });
    await waitFor(() => expect(address()).toMatch(/^\/models\//));
    back();
    await waitFor(() => expect(address()).toBe("/?sort=-title"));
  });

  test("a chip turns round at once, and goes at once; headings and address follow", async () => {
    const { address } = await open("/?sort=-size,title");
    expect(chips()[0]!.querySelector(".lucide-arrow-down")).toBeInTheDocument();
    fireEvent.click(screen.getByRole("button", { name: "Turn the order of size" }));
    expect(chips()[0]!.querySelector(".lucide-arrow-up")).toBeInTheDocument();
    fireEvent.click(screen.getByRole("button", { name: "Stop sorting by title" }));
    expect(chips()).toHaveLength(1);
    expect(address()).toBe("/?sort=-size,title");
    await waitFor(() => expect(address()).toBe("/?sort=size"));
    await waitFor(() => expect([order("Size"), order("Title")]).toEqual(["ascending", "none"]));
    expect(chips()).toHaveLength(1);
  });

  test("what the address says since then is what counts", async () => {
    const { address, back } = await open("/");
    fireEvent.click(heading("Size"));
    await waitFor(() => expect(order("Size")).toBe("descending"));
    await waitFor(() => expect(address()).toBe("/?sort=-size"));
    back();
    await waitFor(() => expect(address()).toBe("/"));
    await waitFor(() => expect(order("Size")).toBe("none"));
    fireEvent.click(heading("Title"));
    await waitFor(() => expect(address()).toBe("/?sort=-title"));
  });
});
