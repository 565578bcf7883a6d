/** The replicas of a model: how many, what differs, and how far their metrics scatter. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { GitCompare, Rows3, Users } from "lucide-react";
import { family } from "./family.ts";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import { Skeleton } from "../../../components/feedback/Skeleton.tsx";
import { FamilyTable } from "./FamilyTable.tsx";
import { useCardWords } from "../useCardWords.ts";

/** The page that compares takes so many. */
const COMPARED = 200;
const LINK = "tap inline-flex items-center gap-1.5 border border-rim bg-surface font-medium hover:bg-sunken";

export interface FamilyTabProps {
  id: string;
  name: string;
  /** Whether the table is open to who looks. */
  mayList: boolean;
}

/** The tab. */
export function FamilyTab({ id, name, mayList }: FamilyTabProps) {
  const words = useCardWords().family;
  const found = useQuery(family(id));
  if (found.isPending) return <Skeleton lines={6} />;
  if (found.isError) return <ErrorNotice error={found.error} onRetry={() => void found.refetch()} />;
  const { rows, count, complete } = found.data;
  const others = rows.map((row) => row.id).filter((one) => one !== id);
  const compared = [id, ...others].slice(0, COMPARED);
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center gap-2">
        <p className="grow">
          {words.what(count)} {!complete && <span className="text-muted">{words.cut(rows.length)}</span>}
        </p>
        {mayList && (
          <>
            <Link to="/" search={{ where: `family = "${found.data.family}"` }} className={LINK}>
              <Rows3 aria-hidden size={15} />
              {words.inTable}
            </Link>
            <Link to="/" search={{ where: `name = "${name}"`, fold: "family" }} className={LINK}>
              <Users aria-hidden size={15} />
              {words.folded}
            </Link>
          </>
        )}
        {compared.length > 1 && (
          <Link to="/diff" search={{ id: compared }} className={LINK}>
            <GitCompare aria-hidden size={15} />
            {compared.length < count ? words.compareSome(compared.length) : words.compare}
          </Link>
        )}
      </div>
      {count === 1 && (
        <div role="note" className="rounded-md border border-warn bg-warn-soft px-3 py-2">
          <p className="font-semibold text-warn">{words.alone}</p>
          <p>{words.aloneHint}</p>
        </div>
      )}
      <FamilyTable id={id} family={found.data} />
      {Object.keys(found.data.metrics).length === 0 && <p className="text-muted">{words.noMetrics}</p>}
    </div>
  );
}
