/**
 * Reads and writes for Admins: people, the audit log, storage. Shares are in sharing.ts, the policy in rules.ts.
 */
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, data } from "../../api/client.ts";
import { keys } from "../../api/queries.ts";
import type { AuditEvent, Me, Person, Rows, Storage } from "../../api/types.ts";

const USERS = ["users"];
const EVENTS = ["events"];
const AT_ONCE = 1000;

/** Which records of the audit log; times are ISO 8601 with their zone. */
export interface EventsSearch {
  action?: string;
  by?: string;
  target?: string;
  since?: string;
  until?: string;
}

/** The people of this server, page by page. */
export const users = () =>
  infiniteQueryOptions({
    queryKey: USERS,
    queryFn: ({ pageParam, signal }) => {
      const query = pageParam ? { after: pageParam } : {};
      return data<Rows<Person>>(api.GET("/api/v1/users", { params: { query }, signal }));
    },
    initialPageParam: "",
    getNextPageParam: (last) => last.next ?? null,
  });

/** Records of the audit log, newest first, page by page. */
export const events = (search: EventsSearch) =>
  infiniteQueryOptions({
    queryKey: [...EVENTS, search],
    queryFn: ({ pageParam, signal }) => page(search, { after: pageParam, limit: 50 }, signal),
    initialPageParam: "",
    getNextPageParam: (last) => last.next ?? null,
  });

/** All records that a filter lets through, in the order of the list; `onRead` hears how many came so far. */
export async function allEvents(
  search: EventsSearch,
  onRead: (count: number) => void,
  signal: AbortSignal,
): Promise<AuditEvent[]> {
  const found: AuditEvent[] = [];
  let after = "";
  do {
    const next = await page(search, { after, limit: AT_ONCE }, signal);
    found.push(...next.rows);
    onRead(found.length);
    after = next.next ?? "";
  } while (after !== "");
  return found;
}

/** How much is kept, by name and owner. */
export const storage = () =>
  queryOptions({
    queryKey: ["storage"],
    queryFn: ({ signal }) => data<Storage>(api.GET("/api/v1/storage", { signal })),
  });

/** What is done to a person. */
export type PersonChange = { role: Me["role"] } | { disabled: boolean } | { forget: true };

/** Change a person's role, shut them out or let them in, or forget them. */
export function useChangePerson() {
  const client = useQueryClient();
  return useMutation({
    meta: { shownInPlace: true },
    mutationFn: ({ user, change }: { user: string; change: PersonChange }) => {
      const params = { path: { user } };
      if ("forget" in change) return data(api.DELETE("/api/v1/users/{user}", { params }));
      return data(api.PATCH("/api/v1/users/{user}", { params, body: change }));
    },
    onSuccess: () =>
      Promise.all([USERS, EVENTS, keys.me].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}

function page(
  search: EventsSearch,
  window: { after: string; limit: number },
  signal: AbortSignal,
): Promise<Rows<AuditEvent>> {
  const query = { ...search, limit: window.limit, ...(window.after && { after: window.after }) };
  return data<Rows<AuditEvent>>(api.GET("/api/v1/events", { params: { query }, signal }));
}
