import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import { contractBody, refuse, reply, serve, type Answer, type Asked } from "../../../test/server.ts";
import { show } from "../../../test/render.tsx";

const WAIT = { timeout: 9000 };
const PUT = /^\/api\/v1\/policy/;
const puts = (asked: Asked[]) => asked.filter((one) => one.method === "PUT");
const outcome = (state: string, conflicts: { id: string; others: string[]; models: number }[] = []) => ({
  state,
  policy: { number: 2 },
  done: 3,
  total: 3,
  report:
    state === "computing"
      ? null
      : {
          models: 3,
          changed: 2,
          families: { before: 3, after: 2, moved: 1 },
          conflicts: { count: conflicts.length, rows: conflicts },
        },
});

async function openEditor() {
  const shown = await show("/admin/policy");
  const seeds = await screen.findByRole("textbox", { name: "Seed keys" }, WAIT);
  return { ...shown, seeds };
}

describe("the policy editor", () => {
  test("a change is tried out before it can be put in force", async () => {
    let asks = 0;
    const { asked } = serve((one): Answer | undefined => {
      if (one.method !== "PUT") return undefined;
      asks += 1;
      const state = asks === 1 ? "computing" : one.path.includes("dry_run") ? "ready" : "in_force";
      return { status: asks === 1 ? 202 : 200, body: outcome(state) };
    });
    const { user, seeds } = await openEditor();
    expect(screen.getByRole("button", { name: "Try it out" })).toBeDisabled();
    await user.type(seeds, "\nmy_seed");
    expect(screen.queryByRole("button", { name: "Put in force" })).not.toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Try it out" }));
    expect(await screen.findByText("2 of 3 models get another digest")).toBeVisible();
    expect(screen.getByText("No models fall together")).toBeVisible();
    expect(puts(asked).map((one) => one.path)).toEqual(Array(2).fill("/api/v1/policy?dry_run=true"));
    await user.click(screen.getByRole("button", { name: "Put in force" }));
    expect(await screen.findByText("Policy 2 is in force.")).toBeVisible();
    const sent = puts(asked).at(-1)!;
    expect(sent.path).toBe("/api/v1/policy");
    const before = contractBody("/api/v1/policy");
    expect(sent.body).toMatchObject({ number: 1, seeds: [...(before["seeds"] as string[]), "my_seed"] });
  });

  test("models that fall together have to be accepted", async () => {
    const conflict = { id: "a/b:0001", others: ["a/b:0002"], models: 4 };
    const { asked } = serve(reply("PUT", PUT, 200, outcome("ready", [conflict])));
    const { user, seeds } = await openEditor();
    await user.type(seeds, "\nlr");
    await user.click(screen.getByRole("button", { name: "Try it out" }));
    const report = within(await screen.findByRole("region", { name: "What this change does" }));
    expect(report.getByText("1 group of models would count as one recipe")).toBeVisible();
    expect(report.getByText("and 2 more")).toBeVisible();
    expect(report.getByRole("button", { name: "Put in force" })).toBeDisabled();
    await user.click(report.getByRole("checkbox", { name: "Let them fall together" }));
    await user.click(report.getByRole("button", { name: "Put in force" }));
    await waitFor(() => expect(puts(asked).at(-1)?.path).toBe("/api/v1/policy?accept_merge=true"));
  });

  test("another change after the trial hides its report", async () => {
    serve(reply("PUT", PUT, 200, outcome("ready")));
    const { user, seeds } = await openEditor();
    await user.type(seeds, "\na");
    await user.click(screen.getByRole("button", { name: "Try it out" }));
    await screen.findByRole("button", { name: "Put in force" });
    await user.type(seeds, "b");
    expect(screen.queryByRole("button", { name: "Put in force" })).not.toBeInTheDocument();
  });

  test("form and JSON are the same policy, and what is no JSON says so", async () => {
    serve();
    const { user, seeds } = await openEditor();
    await user.type(seeds, "\nmy_seed");
    await user.click(screen.getByRole("radio", { name: "JSON" }));
    const area = screen.getByRole("textbox", { name: "The whole policy as JSON" });
    expect(JSON.parse((area as HTMLTextAreaElement).value)).toMatchObject({ number: 1 });
    expect((area as HTMLTextAreaElement).value).toContain('"my_seed"');
    await user.type(area, "x");
    expect(screen.getByRole("alert")).toHaveTextContent("This is not JSON.");
    expect(screen.getByRole("button", { name: "Try it out" })).toBeDisabled();
    await user.click(screen.getByRole("button", { name: "Reset" }));
    expect(screen.getByText("Nothing is changed yet.")).toBeVisible();
  });

  test("a change by another person meanwhile is told", async () => {
    serve(refuse("PUT", PUT, 409, "edited_meanwhile"));
    const { user, seeds } = await openEditor();
    await user.type(seeds, "\na");
    await user.click(screen.getByRole("button", { name: "Try it out" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("edited_meanwhile");
  });

  test("the history says what each policy changed", async () => {
    const before = contractBody("/api/v1/policy");
    const after = { ...before, number: 2, seeds: ["seed", "my_seed"] };
    serve(
      reply("GET", "/api/v1/policy?number=1", 200, before),
      reply("GET", "/api/v1/policy?number=2", 200, after),
    );
    const { user } = await openEditor();
    const history = within(await screen.findByRole("region", { name: "History" }));
    await user.click(await history.findByText("Policy 2"));
    expect(await history.findByText("my_seed")).toBeVisible();
    expect(history.getByText("rng_seed")).toBeVisible();
  });
});
