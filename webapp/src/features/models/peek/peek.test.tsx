import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import { type Json, parseExact } from "../../../lib/json/json.ts";
import { show } from "../../../test/render.tsx";
import { contractBody, refuse, reply, serve } from "../../../test/server.ts";
import { keyArgs } from "./PeekSection.tsx";

const ID = "tiny-shapes/small-conv:10823125c";
const page: Json = {
  rows: [{ id: ID }, { id: "a/b:222222222" }, { id: "a/b:333333333" }],
  next: null,
  total: 3,
};
const other = { ...contractBody(`/api/v1/models/${ID}`), id: "a/b:222222222", title: "The other one" };
const answers = [
  reply("GET", /api\/v1\/models\?/, 200, page),
  reply("GET", "/api/v1/models/a/b:222222222", 200, other),
  reply("GET", "/api/v1/models/a/b:222222222/checkpoints", 200, { rows: [] }),
];
const grid = () => screen.findByRole("grid", { name: "Models table" });
const panel = () => screen.findByRole("complementary", { name: "Peek" });

describe("the peek", () => {
  test("p opens it beside the table, and it follows the active row without steps of Back", async () => {
    serve(...answers);
    const { user, address } = await show("/");
    await screen.findByRole("row", { name: /tiny-shapes/ });
    (await grid()).focus();
    await user.keyboard("p");
    expect(await within(await panel()).findByText(ID)).toBeVisible();
    expect(address()).toBe(`/?peek=${ID}`);
    await user.keyboard("{ArrowDown}");
    expect(await within(await panel()).findByText("The other one")).toBeVisible();
    expect(address()).toBe("/?peek=a/b:222222222");
    expect(await grid()).toHaveFocus();
  });

  test("shows metrics, the table's args, checkpoints and the ways on", async () => {
    serve(...answers);
    await show(`/?peek=${ID}`);
    const peek = await panel();
    expect(await within(peek).findByRole("link", { name: "All args" })).toHaveAttribute(
      "href",
      `/models/${ID}?tab=args`,
    );
    expect(within(peek).getByRole("link", { name: /Open/ })).toHaveAttribute("href", `/models/${ID}`);
    expect(await within(peek).findByRole("link", { name: "last" })).toBeVisible();
    expect(within(peek).getByText("Metrics")).toBeVisible();
  });

  test("Escape closes it and the focus is in the table; one that ends a syllable does not", async () => {
    serve(...answers);
    const { user, address } = await show(`/?peek=${ID}`);
    const link = await within(await panel()).findByRole("link", { name: /Open/ });
    link.focus();
    fireEvent.keyDown(link, { key: "Escape", keyCode: 229, isComposing: true });
    expect(address()).toContain("peek=");
    await user.keyboard("{Escape}");
    await waitFor(() => expect(address()).toBe("/"));
    expect(screen.queryByRole("complementary", { name: "Peek" })).not.toBeInTheDocument();
    expect(await grid()).toHaveFocus();
  });

  test("a model that is not there is told inside, and the table stays", async () => {
    serve(...answers, refuse("GET", /models\/no/, 404, "model_not_found"));
    await show("/?peek=no/such:0000");
    expect(await within(await panel()).findByRole("alert")).toHaveTextContent("It says model_not_found");
    expect(await screen.findByRole("row", { name: /tiny-shapes/ })).toBeVisible();
  });
});

describe("the args of a peek", () => {
  const args = parseExact('{"lr": 0.1, "opt": {"name": "sgd", "betas": [0.9, 0.99]}, "a.b": null}');
  test("are those of the table first, missing ones too", () => {
    const { rows } = keyArgs(args, ["title", "args.opt.name", "args.gone", "args.opt.betas.1"]);
    expect(rows.slice(0, 3).map((row) => [row.key, row.value === undefined])).toEqual([
      ["opt.name", false],
      ["gone", true],
      ["opt.betas.1", false],
    ]);
    expect(rows.slice(3).map((row) => row.key)).toEqual(["lr", "opt.betas.0", '"a.b"']);
  });
  test("say how many there are besides", () => {
    const many = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`k${at}`, at]));
    expect(keyArgs(many, []).more).toBe(26);
  });
});
