/** What happened to a model, newest first, under the days it happened on. */
import { infiniteQueryOptions, useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import {
  Boxes,
  Circle,
  Eraser,
  FileText,
  GitFork,
  History,
  Link2,
  type LucideIcon,
  Pencil,
  Plus,
  RotateCcw,
  Share2,
  Tag,
  Trash2,
  TriangleAlert,
} from "lucide-react";
import { api, data } from "../../../api/client.ts";
import { keys } from "../../../api/queries.ts";
import type { components } from "../../../api/schema.gen.ts";
import { EmptyState } from "../../../components/feedback/EmptyState.tsx";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import { LoadMore } from "../../../components/feedback/LoadMore.tsx";
import { Skeleton } from "../../../components/feedback/Skeleton.tsx";
import type { card, Line } from "../../../i18n/en/card.ts";
import { useLocale } from "../../../i18n/messages.ts";
import { formatDay, formatMoment, formatTime } from "../../../lib/format/format.ts";
import { modelParams } from "../../../lib/paths.ts";
import { useCardWords } from "../useCardWords.ts";

/** The tab. */
export function ActivityTab({ id }: { id: string }) {
  const words = useCardWords().activity;
  const { language } = useLocale();
  const found = useInfiniteQuery(activity(id));
  if (found.isPending) return <Skeleton lines={8} />;
  if (found.isError && found.data === undefined) {
    return <ErrorNotice error={found.error} onRetry={() => void found.refetch()} />;
  }
  const lines = found.data.pages.flatMap((page) => page.rows);
  if (lines.length === 0) return <EmptyState icon={<History size={34} />} title={words.empty} />;
  const days = Map.groupBy(lines, (line) => formatDay(line.at, language));
  return (
    <section aria-label={words.list} className="flex flex-col gap-5">
      {[...days].map(([day, of]) => (
        <div key={day} className="flex flex-col gap-1.5">
          <h2 className="text-[0.93rem] font-semibold text-muted">{day}</h2>
          <ol className="rounded-md border border-line bg-surface">
            {of.map((line) => (
              <ActivityRow key={line.id} id={id} line={line} />
            ))}
          </ol>
        </div>
      ))}
      {found.isError && <ErrorNotice error={found.error} onRetry={() => void found.fetchNextPage()} />}
      <LoadMore of={found} />
    </section>
  );
}

const SIGNS: Record<string, LucideIcon> = {
  "model.create": Plus,
  "model.title": Pencil,
  "model.tags": Tag,
  "model.readme": FileText,
  "model.note": TriangleAlert,
  "model.delete": Trash2,
  "model.restore": RotateCcw,
  "checkpoint.delete": Trash2,
  "checkpoint.restore": RotateCcw,
  "checkpoint.label": Tag,
  "weights.delete": Eraser,
  "weights.restore": RotateCcw,
  checkpoint: Boxes,
  alias: Link2,
  parent: GitFork,
  share: Share2,
};

/** One thing that happened to a model: a sign for its kind, the sentence, where it leads, and when. */
function ActivityRow({ id, line }: { id: string; line: ActivityLine }) {
  const words = useCardWords().activity;
  const { language } = useLocale();
  const Sign = SIGNS[line.action] ?? SIGNS[line.action.split(".")[0]!] ?? Circle;
  const other = otherModel(line);
  const via: Record<string, string> = words.via;
  const how = line.via ? (via[line.via] ?? "") : "";
  const moved = line.details?.["moved"] === true;
  const label = line.details?.["label"];
  return (
    <li className="flex items-start gap-3 border-b border-line px-3 py-2 last:border-b-0">
      <Sign aria-hidden size={15} className="mt-1 shrink-0 text-muted" />
      <div className="min-w-0 grow wrap-anywhere">
        {told(line, words)}
        {other && (
          <>
            {" "}
            <Link
              to="/models/$dataset/$model"
              params={modelParams(other)}
              className="font-mono text-[0.93rem] text-accent underline"
            >
              {other}
            </Link>
          </>
        )}
        {line.action === "checkpoint.push" && typeof label === "string" && (
          <>
            {" "}
            <Link
              to="/models/$dataset/$model"
              params={modelParams(id)}
              search={{ tab: "files", checkpoint: label }}
              className="text-accent underline"
            >
              {words.files}
            </Link>
          </>
        )}
        {moved && <span className="block text-[0.93rem] text-muted">{words.labelMoved}</span>}
      </div>
      <span className="shrink-0 text-right text-[0.93rem] whitespace-nowrap text-muted">
        <time dateTime={line.at} title={formatMoment(line.at, language)}>
          {formatTime(line.at, language)}
        </time>
        {how && <span className="hidden sm:inline"> · {how}</span>}
      </span>
    </li>
  );
}

// A line of the activity as a sentence, and the model it speaks of. Pure; the words come from the page.

type Words = (typeof card)["activity"];

/** The sentence for a line; an action of a newer server is named as it is. */
export function told(line: ActivityLine, words: Words): string {
  const did: Record<string, (line: Line) => string> = words.did;
  const say = did[actionOf(line)];
  return say ? say(lineOf(line, words)) : words.other(line.by, line.action);
}

/** Which model a line leads to, if it speaks of another one. */
export function otherModel({ action, details = {} }: ActivityLine): string | null {
  const named = action.startsWith("parent.")
    ? details["parent"]
    : action === "alias.move"
      ? details["to"]
      : action === "alias.set"
        ? details["from"]
        : null;
  return typeof named === "string" ? named : null;
}

function actionOf({ action, details = {} }: ActivityLine): string {
  if (action !== "model.note") return action;
  const { verdict } = details;
  return `model.note.${verdict === "good" || verdict === "bad" ? verdict : "none"}`;
}

function lineOf({ by, details = {} }: ActivityLine, words: Words): Line {
  const text = (name: string): string => {
    const value = details[name];
    return typeof value === "string" || typeof value === "number" ? String(value) : "";
  };
  const list = (name: string): string =>
    Array.isArray(details[name]) ? (details[name] as unknown[]).map(String).join(", ") : "";
  const kind = text("kind");
  const parts: Record<string, string> = words.parts;
  const sees = Array.isArray(details["sees"]) ? (details["sees"] as string[]) : [];
  return {
    by,
    from: text("from"),
    to: text("to"),
    alias: text("alias"),
    label: text("label"),
    step: text("step"),
    reason: text("reason"),
    login: kind === "public" ? words.public : kind === "link" ? words.link : text("login"),
    words: sees.length > 0 ? sees.map((part) => parts[part] ?? part).join(", ") : list("added"),
    others: list("removed"),
  };
}

type ActivityLine = components["schemas"]["Activity"];
type Page = components["schemas"]["ActivityPage"];

const AT_ONCE = 50;

/** What happened to a model, newest first, page by page. */
const activity = (id: string) =>
  infiniteQueryOptions({
    queryKey: [...keys.model(id), "activity"],
    queryFn: ({ pageParam, signal }) => {
      const query = { limit: AT_ONCE, ...(pageParam && { after: pageParam }) };
      const params = { path: { ref: id }, query };
      return data<Page>(api.GET("/api/v1/models/{ref}/activity", { params, signal }));
    },
    initialPageParam: "",
    getNextPageParam: (last) => last.next ?? null,
    // What one does on this page is in it: it is asked again whenever it is opened.
    staleTime: 0,
  });
