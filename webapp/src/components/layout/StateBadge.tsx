/** The state of a model, a run or a checkpoint: sign, word and colour say the same, and a title explains it. */
import {
  Check,
  Circle,
  CircleX,
  Globe,
  HardDriveUpload,
  LoaderCircle,
  Lock,
  type LucideIcon,
  Pause,
  ShieldCheck,
  TriangleAlert,
  Unlink,
} from "lucide-react";
import type { Messages } from "../../i18n/messages.ts";
import { Badge, toneOf } from "./Badge.tsx";

type Known = keyof Messages["states"];

const SIGNS: Record<Known, LucideIcon> = {
  new: Circle,
  training: LoaderCircle,
  interrupted: Pause,
  failed: CircleX,
  trained: Check,
  finished: Check,
  uploaded: HardDriveUpload,
  verified: ShieldCheck,
  corrupt: TriangleAlert,
  weights_deleted: Unlink,
  private: Lock,
  public: Globe,
};

export interface StateBadgeProps {
  /** As the API names it; one that is not known stands as it is. */
  state: string;
  /** The words of the page: given, so that a table of badges needs no hook. */
  t: Messages;
}

/** One state. */
export function StateBadge({ state, t }: StateBadgeProps) {
  if (!isState(state, t)) return <Badge>{state}</Badge>;
  const Sign = SIGNS[state];
  return (
    <Badge tone={toneOf(state)} title={hintOf(state, t)}>
      <Sign aria-hidden size={12} strokeWidth={2.5} className="shrink-0" />
      {t.states[state]}
    </Badge>
  );
}

/** What a state means, in a sentence; undefined where its word says all. */
export function hintOf(state: string, t: Messages): string | undefined {
  const hints: Readonly<Record<string, string>> = t.stateHints;
  return hints[state];
}

function isState(state: string, t: Messages): state is Known {
  return state in t.states;
}
