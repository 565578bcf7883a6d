import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { NumberText, type Json } from "../../lib/json/json.ts";
import { describe, expect, test } from "vitest";
import { refuse, reply, serve } from "../../test/server.ts";
import { show } from "../../test/render.tsx";

const grid = () => screen.findByRole("grid", { name: "Models table" });

async function rowOf(name: RegExp): Promise<HTMLElement> {
  return await screen.findByRole("row", { name });
}

describe("the models table", () => {
  test("shows a row for each model and says how many there are", async () => {
    serve();
    await show("/");
    expect(await rowOf(/spirals\/mlp:7718903ff/)).toHaveTextContent("Spirals, resumed to 30");
    expect(await screen.findByText("6 models")).toBeVisible();
    expect(await grid()).toHaveAttribute("aria-rowcount", "7");
  });

  test("a filter goes into the address and to the server, and the rows change", async () => {
    const { asked } = serve();
    const { user, address } = await show("/");
    await rowOf(/spirals\/mlp/);
    await user.type(screen.getByRole("combobox", { name: "Filter" }), 'title contains "convolution"{Enter}');
    expect(await screen.findByText("2 models")).toBeVisible();
    expect(address()).toBe("/?where=title+contains+%22convolution%22");
    expect(asked.at(-1)?.path).toContain('where=title contains "convolution"');
    expect(screen.queryByRole("row", { name: /spirals\/mlp/ })).not.toBeInTheDocument();
  });

  test("the line above tells which rows are in sight and how old they are", async () => {
    serve();
    await show("/");
    await rowOf(/spirals\/mlp/);
    expect(await screen.findByText("1–6 of 6")).toBeVisible();
    expect(screen.getByText("Updated now")).toBeVisible();
  });

  test("Refresh asks again for what is in sight, and only the result is said", async () => {
    const { asked } = serve();
    const { user } = await show("/");
    await rowOf(/spirals\/mlp/);
    const pages = () => asked.filter((one) => one.path.startsWith("/api/v1/models?")).length;
    const before = pages();
    const told = () => screen.getAllByRole("status").map((one) => one.textContent);
    expect(told()).not.toContain("Refreshed");
    await user.click(screen.getByRole("button", { name: "Refresh" }));
    await waitFor(() => expect(told()).toContain("Refreshed"));
    expect(pages()).toBe(before + 1);
    expect(told().join(" ")).not.toMatch(/Updated|1–6/);
  });

  test("rows that cannot be read again stay, and are told to be old", async () => {
    let broken = false;
    serve((asked) =>
      broken && asked.path.startsWith("/api/v1/models?")
        ? { status: 503, body: { error: { code: "unavailable", message: "It says unavailable" } } }
        : undefined,
    );
    const { user } = await show("/");
    await rowOf(/spirals\/mlp/);
    broken = true;
    await user.click(screen.getByRole("button", { name: "Refresh" }));
    expect(await screen.findByText("Could not be refreshed, as of now")).toBeVisible();
    expect(await rowOf(/spirals\/mlp/)).toBeVisible();
    broken = false;
    await user.click(within(screen.getByRole("alert")).getByRole("button", { name: "Retry" }));
    expect(await screen.findByText("Updated now")).toBeVisible();
    expect(screen.queryByRole("alert")).not.toBeInTheDocument();
  });

  test("typing alone asks for no rows", async () => {
    const { asked } = serve();
    const { user } = await show("/");
    await rowOf(/spirals\/mlp/);
    const models = () => asked.filter((one) => one.path.startsWith("/api/v1/models")).length;
    const before = models();
    await user.type(screen.getByRole("combobox", { name: "Filter" }), "title");
    expect(models()).toBe(before);
  });

  test("a wrong filter shows the server's words and the place", async () => {
    serve();
    await show("/?where=args.lr+<+and");
    const alert = await screen.findByRole("alert");
    expect(alert).toHaveTextContent("The filter cannot be read (at character 11)");
    expect(alert).toHaveTextContent("Expected a value");
    expect(within(alert).getByText("a", { selector: "mark" })).toBeVisible();
    expect(screen.getByRole("combobox", { name: "Filter" })).toBeInvalid();
  });

  test("a press on a heading sorts, and with Shift it adds", async () => {
    const { asked } = serve(reply("GET", /sort=/, 200, { rows: [], next: null, total: 0 }));
    const { address } = await show("/");
    await rowOf(/spirals\/mlp/);
    fireEvent.click(screen.getByRole("columnheader", { name: "Size" }));
    await waitFor(() => expect(address()).toBe("/?sort=-size"));
    expect(asked.at(-1)?.path).toContain("sort=-size");
  });

  test("the order in the address is told by the headings", async () => {
    const page = { rows: [{ id: "a/b:123456789", title: "One" }], next: null, total: 1 };
    serve(reply("GET", /sort=-size,title/, 200, page));
    await show("/?sort=-size,title");
    await rowOf(/a\/b/);
    expect(screen.getByRole("columnheader", { name: /Size/ })).toHaveAttribute("aria-sort", "descending");
    expect(screen.getByRole("columnheader", { name: /Title/ })).toHaveAttribute("aria-sort", "ascending");
    expect(screen.getByRole("columnheader", { name: /Owner/ })).toHaveAttribute("aria-sort", "none");
    expect(screen.getByRole("columnheader", { name: /Tags/ })).not.toHaveAttribute("aria-sort");
  });

  test("Space selects, c compares what is selected", async () => {
    serve(
      reply("GET", /diff/, 200, {
        ids: ["x/y:1", "x/y:2"],
        base: 0,
        equal: true,
        counts: {},
        rows: [],
      }),
    );
    const { user, address } = await show("/");
    await rowOf(/spirals\/mlp/);
    (await grid()).focus();
    await user.keyboard(" {ArrowDown} ");
    expect(screen.getByText("2 selected")).toBeVisible();
    expect(await rowOf(/spirals\/mlp/)).toHaveAttribute("aria-selected", "true");
    await user.keyboard("c");
    await waitFor(() => expect(address()).toMatch(/^\/diff\?id=.+&id=spirals\/mlp:7718903ff$/));
  });

  test("Enter opens the active row", async () => {
    serve(reply("GET", /models\/spirals/, 404, { error: { code: "model_not_found", message: "no" } }));
    const { user, address } = await show("/");
    await rowOf(/spirals\/mlp/);
    (await grid()).focus();
    await user.keyboard("{ArrowDown}{Enter}");
    await waitFor(() => expect(address()).toBe("/models/spirals/mlp:7718903ff"));
  });

  test("Enter that ends a Hangul syllable opens nothing", async () => {
    serve();
    const { address } = await show("/");
    await rowOf(/spirals\/mlp/);
    fireEvent.keyDown(await grid(), { key: "Enter", keyCode: 229, isComposing: true });
    expect(address()).toBe("/");
  });

  test("Ctrl+End goes to the last cell, named by aria-activedescendant", async () => {
    serve();
    const { user } = await show("/");
    await rowOf(/spirals\/mlp/);
    const table = await grid();
    table.focus();
    await user.keyboard("{Control>}{End}{/Control}");
    expect(table.getAttribute("aria-activedescendant")).toMatch(/-5-9$/);
    expect(document.getElementById(table.getAttribute("aria-activedescendant")!)).toHaveRole("gridcell");
  });

  test("a key of the address is a column; missing, null and empty stay apart", async () => {
    const rows: Json[] = [
      { id: "a/b:111111111", "args.opt.lr": 0.5 },
      { id: "a/b:222222222", "args.opt.lr": null },
      { id: "a/b:333333333", "args.opt.lr": "" },
      { id: "a/b:444444444" },
    ];
    serve(reply("GET", /columns=/, 200, { rows, next: null, total: 4 }));
    await show("/?columns=title,opt.lr");
    await rowOf(/a\/b:111/);
    expect(await rowOf(/111111111/)).toHaveTextContent("0.5");
    expect(await rowOf(/222222222/)).toHaveTextContent("null");
    expect(await rowOf(/333333333/)).toHaveTextContent('""');
    expect(await rowOf(/444444444/)).toHaveTextContent("missing");
  });

  test("no models yet: the next step is a command", async () => {
    serve(reply("GET", /api\/v1\/models/, 200, { rows: [], next: null, total: 0 }));
    await show("/");
    expect(await screen.findByRole("heading", { name: "No models yet" })).toBeVisible();
    expect(screen.getByText(/modelbase push/)).toBeVisible();
  });

  test("a failure tells its code and request, and Retry asks again", async () => {
    const { asked } = serve(refuse("GET", /api\/v1\/models/, 503, "unavailable"));
    const { user } = await show("/");
    const alert = await screen.findByRole("alert");
    expect(alert).toHaveTextContent("It says unavailable");
    expect(alert).toHaveTextContent("0123456789abcdef");
    const before = asked.length;
    await user.click(within(alert).getByRole("button", { name: "Retry" }));
    await waitFor(() => expect(asked.length).toBe(before + 1));
  });

  test("a table of any length asks only for the blocks in sight", async () => {
    const rows = Array.from({ length: 100 }, (_, at) => ({
      id: `a/b:${String(at).padStart(9, "0")}`,
    }));
    const { asked } = serve(reply("GET", /api\/v1\/models/, 200, { rows, next: "x", total: 100_000 }));
    await show("/");
    await rowOf(/a\/b:000000000/);
    expect(screen.getAllByRole("row").length).toBeLessThan(60);
    expect(await grid()).toHaveAttribute("aria-rowcount", "100001");
    const pages = new Set(asked.map((one) => one.path).filter((path) => path.startsWith("/api/v1/models")));
    expect([...pages]).toEqual(["/api/v1/models?total=true&limit=100"]);
  });

  test("a number of many digits is rounded and says so; the active cell has all of them", async () => {
    const number = (text: string): Json => new NumberText(text);
    const row = {
      id: "a/b:111111111",
      "args.lr": number("0.6400000000000001"),
      "args.eps": number("0.00010000000000"),
      "args.seed": number("1152921504606846976"),
      "args.rate": number("0.000025"),
    };
    serve(reply("GET", /models\?/, 200, { rows: [row], next: null, total: 1 }));
    const { user } = await show("/?columns=lr,eps,seed,rate");
    const cells = within(await rowOf(/a\/b:111/))
      .getAllByRole("gridcell")
      .slice(2);
    expect(cells.map((cell) => cell.textContent)).toEqual([
      "≈0.64",
      "0.0001",
      "1152921504606846976",
      "0.000025",
    ]);
    (await grid()).focus();
    await user.keyboard("{ArrowRight}");
    expect(cells[0]).toHaveTextContent("0.6400000000000001");
  });

  test("the search of the shell writes the filter, with the text as a value", async () => {
    serve(reply("GET", /where=/, 200, { rows: [], next: null, total: 0 }));
    const { user, address } = await show("/");
    await rowOf(/spirals\/mlp/);
    await user.keyboard("/");
    await user.keyboard('say "hi"{Enter}');
    const quoted = '"say \\"hi\\""';
    await waitFor(() => expect(decodeURIComponent(address().replaceAll("+", " "))).toBe(`/?where=${quoted}`));
    expect(screen.getByRole("searchbox", { name: "Search models" })).toHaveValue('say "hi"');
  });
});
