/** As whom an Admin looks at a model: `stranger`, `share:<id>`, or as themselves. It stands in the address. */
import { useSearch } from "@tanstack/react-router";

/** The `as` of the address, if any. */
export function useSeenAs(): string | undefined {
  return useSearch({ strict: false, select: (search: { as?: string }) => search.as });
}
