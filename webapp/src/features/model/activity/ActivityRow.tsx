/** One thing that happened to a model: a sign for its kind, the sentence, where it leads, and when. */
import { Link } from "@tanstack/react-router";
import {
  Boxes,
  Circle,
  Eraser,
  FileText,
  GitFork,
  Link2,
  Pencil,
  Plus,
  RotateCcw,
  Share2,
  Tag,
  Trash2,
  TriangleAlert,
  type LucideIcon,
} from "lucide-react";
import type { ActivityLine } from "./activity.ts";
import { useLocale } from "../../../i18n/messages.ts";
import { formatMoment } from "../../../lib/format/format.ts";
import { modelParams } from "../../../lib/paths.ts";
import { useCardWords } from "../useCardWords.ts";
import { otherModel, told } from "./told.ts";

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

/** An item of the list. */
export function ActivityRow({ id, line }: { id: string; line: ActivityLine }) {
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
          {new Date(line.at).toLocaleTimeString(language, { timeStyle: "short" })}
        </time>
        {how && <span className="hidden sm:inline"> · {how}</span>}
      </span>
    </li>
  );
}
