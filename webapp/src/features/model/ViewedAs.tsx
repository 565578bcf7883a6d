/** The banner over a page that an Admin looks at with somebody else's eyes, and the way back. */
import { Link } from "@tanstack/react-router";
import { Eye, EyeOff } from "lucide-react";
import { EmptyState } from "../../components/feedback/EmptyState.tsx";
import { usePartNames } from "./sharing/usePartNames.ts";
import { useMessages } from "../../i18n/messages.ts";
import type { Part } from "../../api/parts.ts";
import { modelParams } from "../../lib/paths.ts";

export interface ViewedAsProps {
  id: string;
  as: string;
  sees: readonly Part[];
}

/** Over the page; without any parts it is the page. */
export function ViewedAs({ id, as, sees }: ViewedAsProps) {
  const t = useMessages();
  const named = usePartNames();
  const whom = as === "stranger" ? "stranger" : as === "share:public" ? "public" : "share";
  const banner = (
    <div
      role="status"
      className="sticky top-2 z-10 flex flex-wrap items-center gap-x-3 gap-y-1 rounded-lg border border-accent bg-accent-soft py-1.5 pr-1.5 pl-3"
    >
      <Eye aria-hidden size={16} className="shrink-0 text-accent" />
      <p className="min-w-0 grow basis-52">
        <strong className="font-semibold">{t.share.viewing[whom]}</strong>{" "}
        {sees.length > 0 && t.share.viewingShows(named(sees))}
      </p>
      <Link
        to="/models/$dataset/$model"
        params={modelParams(id)}
        className="tap inline-flex items-center rounded-md border border-rim bg-surface font-medium hover:bg-sunken"
      >
        {t.share.leave}
      </Link>
    </div>
  );
  if (sees.length > 0) return banner;
  return (
    <div className="mx-auto flex w-full max-w-7xl flex-col gap-4 px-4 py-5">
      <h1 className="sr-only">{t.share.viewingNothing}</h1>
      {banner}
      <EmptyState
        icon={<EyeOff size={34} />}
        title={t.share.viewingNothing}
        hint={t.share.viewingNothingHint}
      />
    </div>
  );
}
