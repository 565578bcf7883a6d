/** The way from a near model to its comparison with the one of the page. */
import { Link } from "@tanstack/react-router";
import { GitCompare } from "lucide-react";
import { useMessages } from "../../i18n/messages.ts";

/** An icon that links; its name says with whom. */
export function CompareWith({ id, other }: { id: string; other: string }) {
  const t = useMessages();
  const name = t.near.compareWith(other);
  return (
    <Link
      to="/diff"
      search={{ id: [id, other] }}
      aria-label={name}
      title={name}
      className="inline-flex size-7 items-center justify-center rounded-md text-muted hover:bg-sunken hover:text-accent"
    >
      <GitCompare aria-hidden size={14} />
    </Link>
  );
}
