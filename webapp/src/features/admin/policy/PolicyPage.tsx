/** The identity policy: the rules in force to be edited, and the ones before. */
import { useQuery } from "@tanstack/react-query";
import { rules } from "./rules.ts";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import { Skeleton } from "../../../components/feedback/Skeleton.tsx";
import { writeExact } from "../../../lib/json/json.ts";
import { PolicyEditor } from "./PolicyEditor.tsx";
import { PolicyHistory } from "./PolicyHistory.tsx";
import { Section } from "../Section.tsx";

/** The page at `/admin/policy`. */
export function PolicyPage() {
  const found = useQuery(rules());
  return (
    <Section of="policy">
      {found.isPending && <Skeleton lines={8} />}
      {found.isError && <ErrorNotice error={found.error} onRetry={() => void found.refetch()} />}
      {found.data && <PolicyEditor key={writeExact(found.data)} inForce={found.data} />}
      <PolicyHistory />
    </Section>
  );
}
