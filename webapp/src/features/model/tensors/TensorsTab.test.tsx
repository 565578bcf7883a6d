import { screen, within } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import { contractBody, refuse, reply, serve } from "../../../test/server.ts";
import { show } from "../../../test/render.tsx";

const ID = "tiny-shapes/small-conv:10823125c";
const PATH = `/api/v1/models/${ID}/checkpoints/last`;
const TENSORS = `${PATH}/tensors`;
const SAFETY = `${PATH}/safety`;
type Body = ReturnType<typeof contractBody>;

function safetyWith(change: object): Body {
  const body = contractBody(SAFETY) as { rows: object[] };
  return { ...body, state: "flagged", rows: [{ ...body.rows[0], ...change }] };
}

describe("the tensors of a model", () => {
  test("hang on their names, with sums on the branches", async () => {
    serve();
    await show(`/models/${ID}?tab=tensors`);
    expect(await screen.findByText("314 parameters")).toBeVisible();
    const tree = screen.getByRole("treegrid", { name: "Tensors" });
    const branch = within(tree).getByRole("row", { name: /^conv/ });
    expect(branch).toHaveAttribute("aria-expanded", "true");
    expect(branch).toHaveTextContent("2 tensors");
    expect(within(tree).getByText("8 × 3 × 3 × 3")).toBeVisible();
  });

  test("are found by name, type and shape", async () => {
    serve();
    const { user } = await show(`/models/${ID}?tab=tensors`);
    await user.type(await screen.findByRole("searchbox", { name: "Find a tensor" }), "f16");
    expect(await screen.findByText("1 tensor", { selector: "[role=status]" })).toBeVisible();
    await user.clear(screen.getByRole("searchbox", { name: "Find a tensor" }));
    await user.type(screen.getByRole("searchbox", { name: "Find a tensor" }), "no such");
    expect(await screen.findByText(/No tensor has that/)).toBeVisible();
  });

  test("that are not read yet are waited for, and files that cannot be read say why", async () => {
    const body = contractBody(TENSORS) as { files: object[]; totals: object };
    const files = [
      { ...body.files[0], state: "waiting" },
      { ...body.files[0], path: "odd.pt", state: "unreadable", reason: "the archive is cut off" },
    ];
    serve(reply("GET", TENSORS, 200, { ...body, rows: [], files } as Body));
    await show(`/models/${ID}?tab=tensors`);
    expect(await screen.findByText(/worker is reading the headers/)).toBeVisible();
    expect(screen.getByText("odd.pt: the archive is cut off")).toBeVisible();
  });

  test("that cannot be had show the error with its request", async () => {
    serve(refuse("GET", TENSORS, 503, "database_unavailable"));
    await show(`/models/${ID}?tab=tensors`);
    expect(await screen.findByText("0123456789abcdef")).toBeVisible();
  });

  test("are compared with those of another model, and counts filter them", async () => {
    const [first, second, third, fourth] = (contractBody(TENSORS) as { rows: { name: string }[] }).rows;
    const changes = {
      base: `${ID}@last`,
      other: "tiny-shapes/small-conv:ffff@last",
      rows: [
        { name: first!.name, change: "same", base: first!, other: first! },
        { name: second!.name, change: "changed", base: second!, other: second! },
        { name: third!.name, change: "removed", base: third!, other: null },
        { name: fourth!.name, change: "added", base: null, other: fourth! },
      ],
      counts: { same: 1, changed: 1, removed: 1, added: 1 },
      prefix: { base: "", other: "state_dict." },
    };
    const asked = `${TENSORS}/diff?id=tiny-shapes/small-conv:ffff&checkpoint=best`;
    serve(reply("GET", asked, 200, changes));
    const { user } = await show(`/models/${ID}?tab=tensors`);
    await user.type(
      await screen.findByRole("combobox", { name: "Compare with" }),
      "tiny-shapes/small-conv:ffff@best{Enter}",
    );
    const table = await screen.findByRole("region", { name: "Tensors compared" });
    expect(within(table).getAllByRole("row")).toHaveLength(4);
    expect(screen.getByText(/“state_dict.” was left off/)).toBeVisible();
    await user.click(screen.getByRole("button", { name: "1 same" }));
    expect(within(screen.getByRole("region", { name: "Tensors compared" })).getAllByRole("row")).toHaveLength(
      2,
    );
    await user.click(screen.getByRole("button", { name: "Back to the list" }));
    expect(await screen.findByRole("treegrid", { name: "Tensors" })).toBeVisible();
  });
});

describe("the safety of files", () => {
  test("is said for each file", async () => {
    serve();
    await show(`/models/${ID}?tab=files`);
    expect((await screen.findAllByText("nothing found")).length).toBeGreaterThan(0);
    expect(screen.queryByText(/can run code/)).toBeNull();
  });

  test("a flagged file says what it imports, the worst first", async () => {
    const imports = [
      { name: "collections.OrderedDict", risk: "known" },
      { name: "os.system", risk: "dangerous" },
    ];
    const judged = [
      { name: "os.system", uses: ["called"], trusted: "", reason: "it can run commands" },
      { name: "collections.OrderedDict", uses: ["called"], trusted: "python 1", reason: "built-in" },
    ];
    const change = { state: "flagged", reason: "it imports", imports, judged, note: "no safetensors" };
    serve(reply("GET", SAFETY, 200, safetyWith(change)));
    await show(`/models/${ID}?tab=files&checkpoint=last`);
    expect(await screen.findByText("1 file of this checkpoint can run code when loaded")).toBeVisible();
    const listed = within(screen.getByRole("list", { name: /imports$/ })).getAllByRole("listitem");
    expect(listed.map((item) => item.textContent)).toEqual([
      "os.system· dangerous it can run commands",
      "collections.OrderedDict",
    ]);
    expect(screen.getByText("it can run commands")).toBeVisible();
    expect(screen.getByTitle("built-in · python 1")).toBeVisible();
    expect(screen.getByText("it imports")).toBeVisible();
    expect(screen.getByText("no safetensors")).toBeVisible();
  });
});
