import { screen, waitFor } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import type { Json } from "../../lib/json/json.ts";
import { contractBody, refuse, reply, serve, type Answer, type Asked } from "../../test/server.ts";
import { show } from "../../test/render.tsx";

const ID = "tiny-shapes/small-conv:10823125c";
const PATH = `/api/v1/models/${ID}`;
const nobody = refuse("GET", "/api/v1/me", 401, "sign_in_required");

const opens = (asked: Asked[]) => asked.filter((one) => one.path === "/api/v1/shares/open");

/** A model as the holder of a share of these parts gets it. */
function cut(...sees: string[]): { [key: string]: Json } {
  const { id, name, dataset, architecture, state, visibility, created_at, updated_at, revision, ...rest } =
    contractBody(PATH);
  const {
    title,
    readme,
    tags,
    aliases,
    owner,
    metrics,
    parents,
    children,
    args,
    digest,
    family,
    policy,
    size,
  } = rest;
  const { checkpoints, latest } = rest;
  const names = sees.includes("card") || sees.includes("weights") ? { checkpoints, latest } : {};
  return {
    id,
    name,
    dataset,
    architecture,
    state,
    visibility,
    created_at,
    updated_at,
    revision,
    ...names,
    sees,
    ...(sees.includes("card") && { title, readme, tags, aliases, owner, metrics, parents, children }),
    ...(sees.includes("args") && { args, digest, family, policy }),
    ...(sees.includes("weights") && { size }),
  } as { [key: string]: Json };
}

describe("a share link", () => {
  test("is sent once, leaves the address, and leads a visitor to the model", async () => {
    const { asked } = serve(
      nobody,
      reply("POST", "/api/v1/shares/open", 200, { model: ID, sees: ["card"], expires_at: null }),
      reply("GET", PATH, 200, cut("card")),
    );
    const { address } = await show("/s/mbs_secret");
    await waitFor(() => expect(address()).toBe(`/models/${ID}`));
    expect(opens(asked).map((one) => one.body)).toEqual([{ secret: "mbs_secret" }]);
    expect(asked.some((one) => one.path.includes("mbs_secret"))).toBe(false);
    expect(
      await screen.findByRole("heading", { level: 1, name: "작은 도형 분류기" }, { timeout: 9000 }),
    ).toBeVisible();
    expect(screen.getByRole("link", { name: "Sign in" })).toHaveAttribute(
      "href",
      `/sign-in?next=/models/${ID}`,
    );
  });

  test("that is wrong, revoked or expired gets one and the same page and no sign-in", async () => {
    serve(nobody, refuse("POST", "/api/v1/shares/open", 401, "share_link"));
    const { address } = await show("/s/mbs_old");
    expect(await screen.findByRole("heading", { level: 2, name: "This link opens nothing" })).toBeVisible();
    expect(address()).toBe("/s");
  });

  test("that is reloaded without its secret says the same", async () => {
    const { asked } = serve(nobody);
    await show("/s");
    expect(await screen.findByRole("heading", { level: 2, name: "This link opens nothing" })).toBeVisible();
    expect(opens(asked)).toEqual([]);
  });

  test("that could not be sent can be sent again", async () => {
    let asks = 0;
    serve(
      nobody,
      (one): Answer | undefined => {
        if (one.path !== "/api/v1/shares/open") return undefined;
        asks += 1;
        const error = { code: "too_many", message: "slow down", details: {}, request_id: "x" };
        return asks === 1
          ? { status: 429, body: { error } }
          : { status: 200, body: { model: ID, sees: ["card"], expires_at: null } };
      },
      reply("GET", PATH, 200, cut("card")),
    );
    const { user, address } = await show("/s/mbs_secret");
    await user.click(await screen.findByRole("button", { name: "Retry" }));
    await waitFor(() => expect(address()).toBe(`/models/${ID}`));
  });
});

describe("a page of which only parts are shown", () => {
  test.each([
    [["card"], ["README", "Metrics", "Checkpoints2"]],
    [["args"], ["Args"]],
    [["weights"], ["Files", "Tensors", "Checkpoints2", "Use"]],
    [
      ["card", "args", "weights"],
      ["README", "Args", "Metrics", "Files", "Tensors", "Lineage", "Family", "Checkpoints2", "Use"],
    ],
  ])("of %s has the tabs %s", async (sees, tabs) => {
    serve(nobody, reply("GET", PATH, 200, cut(...sees)));
    await show(`/models/${ID}`);
    expect((await screen.findAllByRole("tab")).map((tab) => tab.textContent)).toEqual(tabs);
    const note = screen.queryByText(/Other parts were not shared/);
    expect(note === null).toBe(sees.length === 3);
  });

  test("draws no field that was not sent", async () => {
    serve(nobody, reply("GET", PATH, 200, cut("args")));
    await show(`/models/${ID}?tab=files`);
    const facts = await screen.findByRole("complementary", { name: "Facts" });
    expect(facts).toHaveTextContent("Digest");
    for (const word of ["Owner", "Size", "Family"]) expect(facts).not.toHaveTextContent(word);
    expect(await screen.findByRole("treegrid")).toBeVisible();
    expect(screen.queryByRole("link", { name: "Models" })).not.toBeInTheDocument();
  });
});

describe("seeing a page as others do", () => {
  test("asks the server as them, and has a way back", async () => {
    serve(reply("GET", `${PATH}?as=share:s_5f2c91d07a3be418`, 200, cut("args")));
    const { user, address } = await show(`/models/${ID}?as=share:s_5f2c91d07a3be418`);
    expect(await screen.findByText(/as anyone who holds this share does/)).toBeVisible();
    expect(screen.queryByRole("button", { name: /^Share/ })).not.toBeInTheDocument();
    await user.click(screen.getByRole("link", { name: "Back to your own view" }));
    await waitFor(() => expect(address()).toBe(`/models/${ID}`));
    expect(await screen.findByRole("button", { name: /^Share/ })).toBeVisible();
  });

  test("a stranger finds nothing on a private model", async () => {
    serve(refuse("GET", `${PATH}?as=stranger`, 404, "model_not_found"));
    await show(`/models/${ID}?as=stranger`);
    expect(
      await screen.findByRole("heading", { level: 2, name: "A stranger finds nothing here" }),
    ).toBeVisible();
  });
});

describe("a Guest", () => {
  const guest = reply("GET", "/api/v1/me", 200, { ...contractBody("/api/v1/me"), role: "guest" });

  test("is at home among what was shared with them", async () => {
    const mine = { id: "s_1", kind: "login", sees: ["card"], expires_at: null, model: cut("card") };
    serve(
      guest,
      refuse("GET", /^\/api\/v1\/(models|policy|keys|views)/, 403, "forbidden"),
      reply("GET", "/api/v1/shares/mine", 200, { rows: [mine], next: null }),
    );
    const { address } = await show("/");
    await waitFor(() => expect(address()).toBe("/shared"));
    expect(await screen.findByRole("link", { name: "작은 도형 분류기" })).toHaveAttribute(
      "href",
      `/models/${ID}`,
    );
    expect(screen.queryByRole("link", { name: "Trash" })).not.toBeInTheDocument();
  });

  test("is told how to get something", async () => {
    serve(guest, reply("GET", "/api/v1/shares/mine", 200, { rows: [], next: null }));
    await show("/shared");
    expect(await screen.findByRole("heading", { name: "Nothing was shared with you" })).toBeVisible();
  });
});
