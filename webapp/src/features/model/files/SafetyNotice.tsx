/** The warning above the files of a checkpoint of which some would import more than data types. */
import { ShieldAlert } from "lucide-react";
import type { SafetyRow } from "../tensors/weights.ts";
import { Badge } from "../../../components/layout/Badge.tsx";
import { useLocale, useMessages } from "../../../i18n/messages.ts";
import { formatRelative } from "../../../lib/format/format.ts";

const TONES = { known: "neutral", unknown: "warn", dangerous: "bad" } as const;
const SHOWN = 40;

/** Which files, and what they import. */
export function SafetyNotice({ rows }: { rows: readonly SafetyRow[] }) {
  const t = useMessages();
  const { language } = useLocale();
  const flagged = rows.filter((row) => row.state === "flagged");
  if (flagged.length === 0) return null;
  return (
    <section className="flex items-start gap-3 rounded-md border border-warn bg-warn-soft p-3">
      <ShieldAlert aria-hidden size={18} className="mt-0.5 shrink-0 text-warn" />
      <div className="min-w-0 grow">
        <h2 className="font-semibold text-warn">{t.weights.flaggedTitle(flagged.length)}</h2>
        <p>{t.weights.flaggedHint}</p>
        {flagged.slice(0, SHOWN).map((row) => (
          <details key={row.path} className="mt-2" open={flagged.length === 1}>
            <summary>
              <code className="font-mono">{row.path}</code>{" "}
              <span className="text-muted">{t.weights.importsOf(row.imports.length)}</span>
            </summary>
            <ul aria-label={t.weights.imports(row.path)} className="mt-1 flex flex-wrap gap-1.5 pl-4">
              {worstFirst(row).map(({ name, risk }) => (
                <li key={name}>
                  <Badge tone={TONES[risk]} title={t.weights.risks[risk]}>
                    <code className="font-mono">{name}</code>
                    {risk !== "known" && <span>· {t.weights.risks[risk]}</span>}
                  </Badge>
                </li>
              ))}
            </ul>
            {row.scanner && row.at && (
              <p className="mt-1 pl-4 text-[0.93rem] text-muted">
                {t.weights.scanner(
                  row.scanner.name,
                  String(row.scanner.version),
                  formatRelative(row.at, language),
                )}
              </p>
            )}
          </details>
        ))}
      </div>
    </section>
  );
}

function worstFirst(row: SafetyRow): SafetyRow["imports"] {
  const order = ["dangerous", "unknown", "known"];
  return row.imports.toSorted((a, b) => order.indexOf(a.risk) - order.indexOf(b.risk)).slice(0, SHOWN);
}
