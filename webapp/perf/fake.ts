/**
 * A table of 100,000 models with 512 keys, made up as it is asked for: nested keys, Hangul, dots inside keys, mixed
 * types, one value in ten missing. It answers in the place of the server, so that what is measured is the page alone.
 */
import type { Page, Route } from "@playwright/test";

export const MODELS = 100_000;
export const KEYS: readonly string[] = Array.from({ length: 512 }, (_, at) => keyOf(at));

/** Answer for the models table instead of the server. */
export async function fakeModels(page: Page, models = MODELS): Promise<void> {
  await page.route(/\/api\/v1\/models\?/, (route) => answer(route, models));
  await page.route(/\/api\/v1\/keys\?/, (route) => {
    const rows = KEYS.map((key) => ({
      key,
      types: { number: 90_000 },
      models: 90_000,
      distinct: 40,
      varies: true,
    }));
    return route.fulfill({ json: { rows, next: null, models, looked_at: models } });
  });
}

/** The address of a table of so many columns, two of them pinned beside the ID. */
export function wideTable(columns: number): string {
  const keys = ["title", "tags", ...KEYS.slice(0, columns - 2)];
  return `/?columns=${encodeURIComponent(keys.join(","))}&pinned=title`;
}

async function answer(route: Route, models: number): Promise<void> {
  const asked = new URL(route.request().url()).searchParams;
  const offset = Number(asked.get("offset") ?? 0);
  const columns = (asked.get("columns") ?? "title,state,tags,size,owner,created_at").split(",");
  const count = Math.max(0, Math.min(Number(asked.get("limit") ?? 100), models - offset));
  const rows = Array.from({ length: count }, (_, at) => row(offset + at, columns));
  const total = asked.get("total") === "true" ? { total: models, total_exact: true } : {};
  await route.fulfill({ json: { rows, next: null, ...total } });
}

function row(at: number, columns: readonly string[]): Record<string, unknown> {
  const id = `imagenet-1k/vit-large-p${at % 32}:${(at * 2_654_435_761).toString(16).padStart(12, "0").slice(-12)}`;
  const values = columns.map((key, place): [string, unknown] => [key, value(key, at, place)]);
  return { id, ...Object.fromEntries(values.filter(([, one]) => one !== undefined)) };
}

const FIELDS: Record<string, (at: number) => unknown> = {
  title: (at) => `vit-large-p16_in21k-pre_${at % 97} of the sweep, number ${at}`,
  tags: (at) => (at % 5 === 0 ? ["baseline"] : []),
  state: (at) => (at % 3 === 0 ? "trained" : "training"),
  owner: () => "octocat",
  checkpoints: (at) => at % 7,
  size: (at) => at * 977_000,
  created_at: (at) => new Date(1.7e12 + at * 60_000).toISOString(),
  updated_at: (at) => new Date(1.7e12 + at * 61_000).toISOString(),
};

const VALUES: readonly ((turn: number) => unknown)[] = [
  (turn) => turn / 7,
  (turn) => turn * 1000,
  (turn) => ["adamw", "sgd", "lion"][turn % 3],
  (turn) => turn % 2 === 0,
  (turn) => (turn < 30 ? { a: turn, b: [1, 2, 3] } : turn < 50 ? [0.9, 0.95] : "상수"),
];

function value(key: string, at: number, place: number): unknown {
  const field = FIELDS[key];
  if (field) return field(at);
  const turn = (at * 31 + place * 17) % 100;
  if (turn < 14) return turn < 10 ? undefined : null;
  return VALUES[place % VALUES.length]!(turn);
}

function keyOf(at: number): string {
  const group = [
    "optimizer",
    "model.backbone",
    "data.train.augment",
    "모델.설정",
    'custom_keys.".cls_token"',
  ];
  return `args.${group[at % 5]}.${["lr", "depth", "kind", "on", "값"][Math.floor(at / 5) % 5]}_${at}`;
}
