/** A key as a line to choose from: path, name, types, and in how many models it is. Display only. */
import type { SuggestItem } from "../../../components/controls/Suggest.tsx";
import type { Messages } from "../../../i18n/messages.ts";
import { kindsOf, sayKey } from "./operators.ts";
import type { KnownKeys } from "./useKeys.ts";

/** The lines for these keys. */
export function keyItems(names: readonly string[], known: KnownKeys, t: Messages): SuggestItem[] {
  return names.map((key) => ({
    id: key,
    label: <KeyName name={key} />,
    detail: detail(key, known, t),
  }));
}

function KeyName({ name }: { name: string }) {
  const said = sayKey(name);
  const dot = said.endsWith('"') ? -1 : said.lastIndexOf(".");
  return (
    <>
      <span className="text-muted">{said.slice(0, dot + 1)}</span>
      {said.slice(dot + 1)}
    </>
  );
}

function detail(key: string, known: KnownKeys, t: Messages): string {
  const row = known.rows.get(key);
  const kinds = kindsOf(key, row).map((kind) => t.filter.types[kind]);
  if (row === undefined) return `${kinds.join(", ")} · ${t.fields[key as keyof Messages["fields"]] ?? ""}`;
  const percent = known.models === 0 ? "" : `${Math.floor((100 * row.models) / known.models)} %`;
  return [kinds.join(", "), percent, row.distinct_exact ? String(row.distinct) : `~${row.distinct}`].join(
    " · ",
  );
}
