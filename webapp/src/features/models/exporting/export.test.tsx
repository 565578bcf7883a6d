import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { Json } from "../../../lib/json/json.ts";
import { saveFile } from "../../../lib/save.ts";
import { refuse, reply, serve } from "../../../test/server.ts";
import { show, type Shown } from "../../../test/render.tsx";

vi.mock("../../../lib/save.ts", () => ({ saveFile: vi.fn<typeof saveFile>() }));

const rows = (from: number, count: number): Json[] =>
  Array.from({ length: count }, (_, at) => ({ id: `a/b:${from + at}`, title: `=T${from + at}` }));
const table = reply("GET", /models\?.*limit=100$/, 200, { rows: rows(0, 3), next: null, total: 5 });
const first = reply("GET", /total=true&limit=1000$/, 200, { rows: rows(0, 3), next: "c1", total: 5 });
const last = reply("GET", /after=c1&limit=1000$/, 200, { rows: rows(3, 2), next: null });

async function begin(format: string): Promise<Shown> {
  const shown = await show("/?where=size+%3E+1&sort=-title&columns=title");
  await screen.findByRole("row", { name: /a\/b:0/ });
  await shown.user.click(screen.getByRole("button", { name: "Export" }));
  const dialog = await screen.findByRole("dialog", { name: "Export the table" });
  await shown.user.click(within(dialog).getByRole("radio", { name: format }));
  await shown.user.click(within(dialog).getByRole("button", { name: "Export" }));
  return shown;
}

function written(): { name: string; text: Promise<string> } {
  const [file, name] = vi.mocked(saveFile).mock.calls[0]!;
  return { name, text: file.text() };
}

describe("exporting the table", () => {
  beforeEach(() => vi.mocked(saveFile).mockReset());

  test("walks all rows of the shown query by cursor, with the shown columns, into one file", async () => {
    const { asked } = serve(table, first, last);
    await begin("CSV");
    expect(await screen.findByText(/5 models written/)).toBeVisible();
    const { name, text } = written();
    expect(name).toBe("models.csv");
    expect(await text).toBe(`id,title\n${[0, 1, 2, 3, 4].map((at) => `a/b:${at},'=T${at}\n`).join("")}`);
    const walked = asked.filter((one) => one.path.includes("limit=1000"));
    expect(walked.map((one) => one.path)).toEqual([
      "/api/v1/models?where=size > 1&sort=-title&columns=title&total=true&limit=1000",
      "/api/v1/models?where=size > 1&sort=-title&columns=title&after=c1&limit=1000",
    ]);
  });

  test("a failure in the middle loses nothing: Retry goes on where it stopped", async () => {
    let refused = false;
    const { asked } = serve(
      table,
      first,
      (one) => {
        if (refused) return undefined;
        const answer = refuse("GET", /after=c1/, 503, "unavailable")(one);
        refused ||= answer !== undefined;
        return answer;
      },
      last,
    );
    const { user } = await begin("JSON");
    const alert = await screen.findByRole("alert");
    expect(alert).toHaveTextContent("Stopped after 3 models");
    expect(saveFile).not.toHaveBeenCalled();
    await user.click(within(alert).getByRole("button", { name: "Retry" }));
    expect(await screen.findByText(/5 models written/)).toBeVisible();
    expect(JSON.parse(await written().text)).toEqual([...rows(0, 3), ...rows(3, 2)]);
    expect(asked.filter((one) => one.path.includes("total=true&limit=1000"))).toHaveLength(1);
  });

  test("cancelled, it writes no file", async () => {
    serve(table, first, refuse("GET", /after=c1/, 503, "unavailable"));
    const { user } = await begin("LaTeX");
    await screen.findByRole("alert");
    await user.click(screen.getByRole("button", { name: "Cancel" }));
    await waitFor(() => expect(screen.getByRole("radio", { name: "LaTeX" })).toBeEnabled());
    expect(saveFile).not.toHaveBeenCalled();
  });
});
