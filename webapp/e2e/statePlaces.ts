/** States that a screen is in only after something was typed, pressed or refused, for places.ts. */
import type { Page } from "@playwright/test";
import type { Place } from "./places.ts";
import { press, seen } from "./seen.ts";

const SHARING = "main header button[aria-haspopup=dialog]";
const REFUSAL = { code: "internal", message: "something broke", details: {}, request_id: "0123456789abcdef" };

const LONG = `checkpoints/${"shard-of-a-model-with-a-long-name-".repeat(3)}00001-of-00002.pt`;
const LOOKED = {
  at: "2026-11-20T12:00:00Z",
  format: "pickle",
  lists: 3,
  note: "",
  packed: "",
  scanner: { name: "picklescan", version: 3 },
};
/** Verdicts of files that were not pushed: one flagged, with a long path and names, and one that was not scanned. */
const UNSAFE = [
  {
    ...LOOKED,
    path: LONG,
    state: "flagged",
    reason: `calls posix.system and uses ${"a.long.module.of.a.package.".repeat(4)}Name, which is on no list`,
    imports: [
      { name: "posix.system", risk: "dangerous" },
      { name: `${"a.long.module.of.a.package.".repeat(4)}Name`, risk: "unknown" },
      { name: "collections.OrderedDict", risk: "known" },
    ],
    judged: [
      { name: "posix.system", reason: "runs commands", trusted: "", uses: ["called"] },
      { name: "collections.OrderedDict", reason: "a data type", trusted: "python 1", uses: ["made"] },
    ],
  },
  {
    ...LOOKED,
    path: "model.bin",
    state: "not_scanned",
    reason: "no format that is known",
    note: "not what its name promises: a Git LFS pointer",
    imports: [],
    judged: [],
  },
];

/** All of them. */
export const STATE_PLACES: Place[] = [
  {
    name: "upload, filled in",
    path: () => "/upload",
    ready: async (page) => {
      const files = [1, 2].map((n) => ({
        name: `${n}.bin`,
        mimeType: "",
        buffer: Buffer.from(`bytes ${n}`),
      }));
      const clash = { name: "nul", mimeType: "", buffer: Buffer.from("a device's name") };
      await page
        .locator("main input[type=file]")
        .first()
        .setInputFiles([...files, clash]);
      await page.locator("main textarea").first().fill('{"dataset": "e2e", "arch": "tiny", "n": 1}');
      await seen(page, "#upload-identity + div code");
    },
  },
  {
    name: "upload, args with credentials",
    path: () => "/upload",
    ready: async (page) => {
      const secrets = {
        hub_token: "hf_aBcDeFgHiJkLmNoPqRsTuVwXyZ012345678",
        deep: { password: "Tr0ub4dor-and-3-horses" },
      };
      const args = { dataset: "e2e", arch: "tiny", ...secrets };
      await page.locator("main textarea").first().fill(JSON.stringify(args));
      await seen(page, "aside [role=alert] input[type=checkbox]");
    },
  },
  {
    name: "model, damaged and unsafe files",
    path: (ids) => `/models/${ids[0]}?tab=files`,
    ready: async (page) => {
      await page.route(/\/checkpoints\/[^/?]+(\?|$)/, async (route) => {
        const answer = await route.fetch();
        await route.fulfill({ json: { ...((await answer.json()) as object), damaged: [LONG, "model.bin"] } });
      });
      await page.route(/\/safety$/, (route) => route.fulfill({ json: { state: "flagged", rows: UNSAFE } }));
      await page.reload();
      await seen(page, "[role=tabpanel] section[role=alert]");
      await seen(page, "[role=tabpanel] details");
      await seen(page, "[role=tabpanel] td .text-warn");
      await page.unrouteAll({ behavior: "wait" });
    },
  },
  {
    name: "upload, to a model",
    path: (ids) => `/upload?model=${ids[0]}`,
    ready: (page) => seen(page, "main pre"),
  },
  {
    name: "people, forgetting",
    path: () => "/admin",
    ready: (page) => press(page, "main tbody tr:first-child button >> nth=1", "alertdialog"),
  },
  {
    name: "policy, as JSON",
    path: () => "/admin/policy",
    ready: async (page) => {
      await page.locator("main [role=radiogroup] label").nth(1).click();
      await seen(page, "main textarea[rows='24']");
    },
  },
  {
    name: "model, sharing with a person",
    path: (ids) => `/models/${ids[0]}`,
    ready: async (page) => {
      await press(page, SHARING, "dialog");
      await page.locator("[role=dialog] [role=radiogroup] label").nth(1).click();
      await page.locator("[role=dialog] form input[maxlength='100']").fill("octo cat");
      await seen(page, "[role=dialog] [role=alert]");
    },
  },
  {
    name: "model, a new link",
    path: (ids) => `/models/${ids[0]}`,
    ready: async (page) => {
      const link = { id: "s_0", kind: "link", login: null, bound: true, sees: ["card"], expires_at: null };
      await answering(page, /\/shares$/, 201, { ...link, secret: "mbs_shown-once" }, async () => {
        await press(page, SHARING, "dialog");
        await page.locator("[role=dialog] form button[type=submit]").click();
        await seen(page, "[role=dialog] input[readonly]");
      });
    },
  },
  {
    name: "account, a new token",
    path: () => "/account",
    ready: async (page) => {
      const token = { id: "t_0", name: "a", scopes: ["read"], only: null, token: "mb_shown-once" };
      await answering(page, /\/api\/v1\/tokens$/, 201, token, async () => {
        await press(page, "[aria-labelledby=tokens] button", "dialog");
        await page.locator("[role=dialog] input").first().fill("a");
        await page.locator("[role=dialog] button[type=submit]").click();
        await seen(page, "[role=alertdialog] pre");
      });
    },
  },
  {
    name: "an error in its place",
    path: () => "/trash",
    ready: async (page) => {
      const asked = /\/api\/v1\/trash/;
      await page.route(asked, (route) => route.fulfill({ status: 500, json: { error: REFUSAL } }));
      await page.reload();
      await seen(page, "main [role=alert] code");
      await page.unroute(asked);
    },
  },
  {
    name: "palette, nothing found",
    path: () => "/trash",
    ready: async (page) => {
      await press(page, "header button >> nth=0", "dialog");
      await page.locator("[role=dialog] input").fill("zzzz");
      await seen(page, "[role=dialog] p");
    },
  },
  {
    name: "the keys of the comparison",
    path: (ids) => `/diff?id=${ids[0]}&id=${ids[1]}`,
    ready: async (page) => {
      await seen(page, ".diff-grid");
      await page.keyboard.press("?");
      await seen(page, "[role=dialog] dl");
    },
  },
  {
    name: "compare, both long READMEs",
    path: (ids) => `/diff?id=${ids[0]}&id=${ids[1]}&section=readme&all=true`,
    ready: async (page) => {
      const asked = /\/api\/v1\/models\/[^/?]+\/[^/?]+$/;
      let count = 0;
      await page.route(asked, async (route) => {
        const answer = await route.fetch();
        const which = (count += 1);
        const lines = Array.from({ length: 60 }, (_, line) => `Line ${line} of the README ${which}.`);
        await route.fulfill({ json: { ...((await answer.json()) as object), readme: lines.join("\n") } });
      });
      await page.locator(".diff-grid [data-column]:not([data-column='0']).cursor-pointer").last().click();
      await seen(page, "[role=dialog] [role=region]");
      await page.unroute(asked);
    },
  },
  {
    name: "compare, too many",
    path: () => `/diff?id=a/b:${Array.from({ length: 201 }, (_, n) => 1_000_000_000 + n).join(",")}`,
    ready: (page) => seen(page, "main h2"),
  },
];

/** While something is done, answer what is written in the server's place: places leave nothing behind. */
async function answering(
  page: Page,
  to: RegExp,
  status: number,
  json: object,
  act: () => Promise<void>,
): Promise<void> {
  await page.route(to, (route) =>
    route.request().method() === "POST" ? route.fulfill({ status, json }) : route.fallback(),
  );
  await act();
  await page.unroute(to);
}
