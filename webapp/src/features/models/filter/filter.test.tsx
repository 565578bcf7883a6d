import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { beforeAll, describe, expect, test } from "vitest";
import type { Json } from "../../../lib/json/json.ts";
import { show } from "../../../test/render.tsx";
import { refuse, reply, serve } from "../../../test/server.ts";

const row = (key: string, types: Json): Json => ({
  key,
  types,
  models: 4,
  distinct: 2,
  distinct_exact: true,
  varies: true,
});
const KEYS: Json = {
  rows: [
    row("args.optimizer.type", { text: 4 }),
    row("args.lr", { number: 4 }),
    row("metrics.top1", { number: 4 }),
  ],
  next: null,
  models: 4,
  looked_at: 4,
  total: 3,
  keys: 3,
};
const VALUES: Json = {
  rows: [
    { value: "AdamW", models: 3 },
    { value: "SGD", models: 1 },
  ],
  next: null,
  distinct: 2,
  models: 4,
};
const ONE: Json = { rows: [{ id: "a/b:111111111" }], next: null, total: 1 };

function answers() {
  return serve(
    reply("GET", /\/values/, 200, VALUES),
    reply("GET", /\/keys/, 200, KEYS),
    reply("GET", /api\/v1\/models\?/, 200, ONE),
  );
}

const input = () => screen.getByRole("combobox", { name: "Filter" });
const chips = () =>
  within(screen.getByRole("list", { name: "Conditions of the filter" })).getAllByRole("listitem");

// The lazy part is read once, so that no test waits for it.
beforeAll(async () => void (await import("./ChipEditor.tsx")));

describe("the filter as conditions", () => {
  test("each part of an and is one, an or is one, and the rest is text", async () => {
    answers();
    await show('/?where=lr<1+and+(optimizer.type="SGD"+or+not+lr+exists)+and+not+(lr=1+and+lr=2)');
    await waitFor(() => expect(chips()).toHaveLength(3));
    expect(
      chips().map((chip) =>
        chip.textContent
          .replace(/^Edit the condition /, "")
          .replaceAll(/\s+/g, " ")
          .trim(),
      ),
    ).toEqual(["lr < 1", "optimizer.type = SGDorlr is missing", "Advancednot (args.lr = 1 and args.lr = 2)"]);
  });

  test("one is taken out by its button, and the focus stays in the filter", async () => {
    answers();
    const { user, address } = await show("/?where=lr<1+and+metrics.top1>3");
    await user.click(await screen.findByRole("button", { name: "Remove the condition args.lr < 1" }));
    await waitFor(() => expect(address()).toBe("/?where=metrics.top1+%3E+3"));
    expect(input()).toHaveFocus();
  });

  test("keys alone make one: key, values, Enter", async () => {
    answers();
    const { user, address } = await show("/");
    input().focus();
    await user.keyboard("typ");
    await screen.findByRole("option", { name: /optimizer\.type/ });
    await user.keyboard("{Enter}");
    const editor = await screen.findByRole("dialog", { name: "Condition" }, { timeout: 5000 });
    expect(await within(editor).findByRole("option", { name: /AdamW\s*3/ })).toBeVisible();
    expect(within(editor).getByRole("combobox", { name: "Value" })).toHaveFocus();
    await user.keyboard("{ArrowDown}{Enter}{ArrowDown}{ArrowDown}{Enter}{Enter}");
    await waitFor(() => expect(address()).toBe("/?where=args.optimizer.type+in+(%22AdamW%22,+%22SGD%22)"));
  });

  test("states are offered by their words, also those that no model has, and typed in either language", async () => {
    const row = { value: "trained", models: 4 };
    const { asked } = serve(
      reply("GET", /\/keys\/state\/values/, 200, { rows: [row], next: null, distinct: 1, models: 4 }),
      reply("GET", /\/keys/, 200, KEYS),
      reply("GET", /api\/v1\/models\?/, 200, ONE),
    );
    const { user, address } = await show("/");
    input().focus();
    await user.keyboard("state");
    await screen.findByRole("option", { name: /State/ });
    await user.keyboard("{Enter}");
    const editor = await screen.findByRole("dialog", { name: "Condition" }, { timeout: 5000 });
    await within(editor).findByRole("option", { name: /Trained\s*4/ });
    const offered = () => [...editor.querySelectorAll("[role=option]")].map((one) => one.textContent);
    expect(offered()).toEqual(["New0", "Training0", "Interrupted0", "Failed0", "Trained4"]);
    await user.keyboard("interr");
    await waitFor(() => expect(offered()).toEqual(["Interrupted0"]));
    await user.keyboard("{ArrowDown}{Enter}");
    await user.click(within(editor).getByRole("combobox", { name: "Value" }));
    await user.keyboard("fail");
    await waitFor(() => expect(offered()).toEqual(["Failed0"]));
    await user.keyboard("{ArrowDown}{Enter}{Enter}");
    await waitFor(() => expect(address()).toBe("/?where=state+in+(%22interrupted%22,+%22failed%22)"));
    await waitFor(() => expect(chips()[0]).toHaveTextContent("state is one of Interrupted, Failed"));
    expect(asked.filter((one) => one.path.includes("search="))).toEqual([]);
  });

  test("one is edited in its place, and one value of several is that value", async () => {
    answers();
    const { user, address } = await show('/?where=optimizer.type+in+("AdamW","SGD")+and+lr<1');
    await user.click(await screen.findByRole("button", { name: /^Edit the condition\s*optimizer/ }));
    const editor = await screen.findByRole("dialog", { name: "Condition" }, { timeout: 5000 });
    const option = await within(editor).findByRole("option", { name: /SGD\s*1/ });
    expect(option).toHaveAttribute("aria-selected", "true");
    await user.click(option);
    await user.click(within(editor).getByRole("button", { name: "Apply" }));
    await waitFor(() =>
      expect(address()).toBe("/?where=args.optimizer.type+=+%22AdamW%22+and+args.lr+%3C+1"),
    );
  });

  test("values are counted over the rest of the filter", async () => {
    const { asked } = answers();
    const { user } = await show('/?where=optimizer.type="SGD"+and+lr<1');
    await user.click(await screen.findByRole("button", { name: /^Edit the condition\s*optimizer/ }));
    await screen.findByRole("option", { name: /AdamW/ }, { timeout: 5000 });
    expect(asked.find((one) => one.path.includes("/values"))?.path).toBe(
      "/api/v1/keys/args.optimizer.type/values?where=args.lr < 1",
    );
  });

  test("nothing is applied without a value, and it says so", async () => {
    answers();
    const { user, address } = await show("/");
    input().focus();
    await user.keyboard("top1");
    await screen.findByRole("option", { name: /metrics\.top1/ });
    await user.keyboard("{ArrowDown}{Enter}");
    const editor = await screen.findByRole("dialog", { name: "Condition" }, { timeout: 5000 });
    await user.click(within(editor).getByRole("button", { name: "Apply" }));
    expect(within(editor).getByRole("alert")).toHaveTextContent("Type or choose a value.");
    expect(address()).toBe("/");
  });

  test("the same filter is there as text, with keys offered at the caret", async () => {
    answers();
    const { user, address } = await show("/?where=lr<1");
    await user.click(await screen.findByRole("button", { name: "Edit the filter as text" }));
    expect(input()).toHaveValue("lr<1");
    await user.type(input(), " and metrics.t");
    await user.click(await screen.findByRole("option", { name: /metrics\.top1/ }));
    await user.type(input(), " > 3{Enter}");
    await waitFor(() => expect(address()).toBe("/?where=lr%3C1+and+metrics.top1+%3E+3"));
  });

  test("Enter that ends a Hangul syllable adds nothing", async () => {
    answers();
    const { user, address } = await show("/");
    await user.type(input(), "lr = 1");
    fireEvent.keyDown(input(), { key: "Enter", keyCode: 229, isComposing: true });
    expect(address()).toBe("/");
    fireEvent.keyDown(input(), { key: "Enter" });
    await waitFor(() => expect(address()).toBe("/?where=lr+=+1"));
  });

  test("a key that no model has can be changed to the one that was meant", async () => {
    const meant = { key: "args.lrr", suggestion: "args.lr", position: 0 };
    serve(
      refuse("GET", /where=lrr/, 400, "query_key", meant),
      reply("GET", /\/keys/, 200, KEYS),
      reply("GET", /api\/v1\/models\?/, 200, ONE),
    );
    const { user, address } = await show("/?where=lrr<1");
    await user.click(await screen.findByRole("button", { name: "Use args.lr" }));
    await waitFor(() => expect(address()).toBe("/?where=args.lr+%3C+1"));
  });
});

describe("a filter in which nothing is found", () => {
  test("says what each condition costs, and leaves one out at a press", async () => {
    serve(
      reply("GET", /where=args\.lr < 1&columns=id/, 200, { rows: [], next: null, total: 12 }),
      reply("GET", /where=metrics\.top1 > 3&columns=id/, 200, { rows: [], next: null, total: 0 }),
      reply("GET", /where=/, 200, { rows: [], next: null, total: 0 }),
      reply("GET", /\/keys/, 200, KEYS),
    );
    const { user, address } = await show("/?where=lr<1+and+metrics.top1>3");
    const way = await screen.findByRole("button", { name: /Without metrics\.top1 > 3 12 models/ });
    expect(screen.getByRole("button", { name: /Without args\.lr < 1 0 models/ })).toBeVisible();
    await user.click(way);
    await waitFor(() => expect(address()).toBe("/?where=args.lr+%3C+1"));
  });
});

describe("a column's condition", () => {
  const menuOf = async (heading: RegExp): Promise<void> => {
    fireEvent.contextMenu(await screen.findByRole("columnheader", { name: heading }));
    await screen.findByRole("menuitem", { name: "Hide" });
  };

  test("begins with the column's key, and the comparison that its type suggests", async () => {
    answers();
    const { user, address } = await show("/?columns=title,lr&where=args.lr+exists");
    await screen.findByRole("row", { name: /a\/b:111/ });
    await menuOf(/lr/);
    await user.click(screen.getByRole("menuitem", { name: "Filter by this column…" }));
    const editor = await screen.findByRole("dialog", { name: "Condition" });
    expect(within(editor).getByRole("combobox", { name: "Key" })).toHaveValue("lr");
    await user.selectOptions(within(editor).getByRole("combobox", { name: "Comparison" }), ">=");
    await user.type(within(editor).getByRole("combobox", { name: "Value" }), "0.5{Enter}");
    await waitFor(() => expect(address()).toContain("where=args.lr+exists+and+args.lr+%3E=+0.5"));
    expect(screen.getByRole("grid", { name: "Models table" })).toHaveFocus();
  });

  test("is not offered while the filter cannot be read", async () => {
    serve(
      reply("GET", /where=/, 400, { error: { code: "query_syntax", message: "column 1: no", details: {} } }),
      reply("GET", /api\/v1\/models\?/, 200, ONE),
    );
    const { user } = await show("/?columns=title,lr");
    await screen.findByRole("row", { name: /a\/b:111/ });
    await user.type(input(), "args.lr < and{Enter}");
    await screen.findByRole("alert");
    await menuOf(/lr/);
    expect(screen.queryByRole("menuitem", { name: "Filter by this column…" })).not.toBeInTheDocument();
    expect(screen.getByRole("menuitem", { name: "Statistics" })).toBeVisible();
  });
});

describe("the search", () => {
  test("follows the typing on the table, stands beside other conditions, and Escape clears it", async () => {
    const { asked } = answers();
    const { user, address } = await show("/?where=lr<1");
    await user.type(screen.getByRole("searchbox", { name: "Search models" }), "vit");
    await waitFor(() =>
      expect(asked.some((one) => one.path.includes('where="vit" and args.lr < 1'))).toBe(true),
    );
    expect(chips().map((chip) => chip.textContent)).toEqual(["Edit the condition lr < 1"]);
    expect(asked.filter((one) => /where="vi?"/.test(one.path))).toEqual([]);
    await user.keyboard("{Escape}");
    await waitFor(() => expect(address()).toBe("/?where=args.lr+%3C+1"));
  });
});

describe("a search term that is not the search", () => {
  test("is a chip, and is edited as text", async () => {
    answers();
    const { user } = await show('/?where="vit"+and+not+"swin"+and+("a"+or+lr<1)');
    expect(await screen.findByRole("searchbox", { name: "Search models" })).toHaveValue("vit");
    await waitFor(() => expect(chips()).toHaveLength(2));
    expect(chips().map((chip) => chip.textContent.replaceAll(/\s+/g, " "))).toEqual([
      "Edit the condition “swin” nowhere",
      "Edit the condition “a” anywhereorlr < 1",
    ]);
    await user.click(screen.getByRole("button", { name: /^Edit the condition\s*“swin” nowhere/ }));
    expect(input()).toHaveValue('"vit" and not "swin" and ("a" or lr<1)');
  });
});
