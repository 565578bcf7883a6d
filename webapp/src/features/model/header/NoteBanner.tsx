/** What people think of a model, and of what it came of: a warning above everything else. */
import { Link } from "@tanstack/react-router";
import { ThumbsUp, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import type { FullModel } from "../../../api/types.ts";
import { useLocale, useMessages } from "../../../i18n/messages.ts";
import { formatRelative } from "../../../lib/format/format.ts";
import { modelParams } from "../../../lib/paths.ts";

/** The note on the model, and the bad ones above it. */
export function NoteBanner({ model }: { model: FullModel }) {
  const t = useMessages();
  const { language } = useLocale();
  const { note } = model;
  const above = (model.warnings ?? []).filter((one) => one.distance > 0);
  const by = note && t.lineage.noteBy(note.by, formatRelative(note.at, language));
  return (
    <>
      {note && (
        <Banner
          tone={note.verdict}
          title={note.verdict === "bad" ? t.lineage.warnTitle : t.lineage.goodTitle}
        >
          {note.reason && <p>{note.reason}</p>}
          <p className="text-[0.93rem] text-muted">{by}</p>
        </Banner>
      )}
      {above.length > 0 && (
        <Banner tone="bad" title={t.lineage.warnAbove(above.length)}>
          <ul>
            {above.map((one) => (
              <li key={one.id} className="flex flex-wrap gap-x-2">
                <Link
                  to="/models/$dataset/$model"
                  params={modelParams(one.id)}
                  className="text-accent underline"
                >
                  {one.id}
                </Link>
                <span>{one.reason}</span>
                <span className="text-muted">{t.lineage.warnSteps(one.distance)}</span>
              </li>
            ))}
          </ul>
        </Banner>
      )}
    </>
  );
}

function Banner({ tone, title, children }: { tone: "good" | "bad"; title: string; children: ReactNode }) {
  const look = tone === "bad" ? "border-bad bg-bad-soft" : "border-good bg-good-soft";
  const Sign = tone === "bad" ? TriangleAlert : ThumbsUp;
  return (
    <section aria-label={title} className={`flex items-start gap-3 rounded-md border p-3 ${look}`}>
      <Sign
        aria-hidden
        size={18}
        className={`mt-0.5 shrink-0 ${tone === "bad" ? "text-bad" : "text-good"}`}
      />
      <div className="min-w-0 grow">
        <h2 className={`font-semibold ${tone === "bad" ? "text-bad" : "text-good"}`}>{title}</h2>
        {children}
      </div>
    </section>
  );
}
