/** Reads and writes of signing in, of one's sessions and of letting a command line in. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { Asking } from "./grant.ts";
import { api, data } from "./client.ts";
import { keys } from "./queries.ts";
import type { About, Rows } from "./types.ts";

/** How people sign in at this server. */
export interface SignInMode {
  mode: "local" | "github";
  url: string | null;
}

/** A browser in which one is signed in. */
export interface Session {
  id: string;
  created_at: string;
  seen_at: string;
  expires_at: string;
  agent: string;
  address: string;
  current: boolean;
}

/** A command line that waits for a person to type its code. */
export interface Waiting {
  name: string;
  address: string;
  expires_at: string;
}

const SESSIONS = ["sessions"] as const;

/** Which server this is, and where its client is. */
export const about = () =>
  queryOptions({
    queryKey: ["about"],
    queryFn: ({ signal }) => data<About>(api.GET("/api/v1/", { signal })),
    staleTime: 300_000,
  });

/** How one signs in here. */
export const signInMode = () =>
  queryOptions({
    queryKey: ["sign-in"],
    queryFn: ({ signal }) => data<SignInMode>(api.GET("/api/v1/sign-in", { signal })),
    staleTime: 300_000,
  });

/** The browsers in which one is signed in. */
export const sessions = () =>
  queryOptions({
    queryKey: SESSIONS,
    queryFn: async ({ signal }) => (await data<Rows<Session>>(api.GET("/api/v1/sessions", { signal }))).rows,
  });

/** Hand in the code of the link for the first Admin; counts when this browser signs in next. */
export function useFirstCode() {
  return useMutation({
    meta: { shownInPlace: true },
    mutationFn: (code: string) => data<SignInMode>(api.POST("/api/v1/sign-in/first", { body: { code } })),
  });
}

/** Sign one browser out. */
export function useEndSession() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (session: string) =>
      data(api.DELETE("/api/v1/sessions/{session}", { params: { path: { session } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: SESSIONS }),
  });
}

/** Sign out in every browser, this one too. */
export function useEndAllSessions() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => data(api.DELETE("/api/v1/sessions")),
    onSuccess: () => client.clear(),
  });
}

/** Let a command line on this machine in; answers with the address on this machine that takes it there. */
export function useAllowHere() {
  const client = useQueryClient();
  return useMutation({
    meta: { shownInPlace: true },
    mutationFn: (asking: Asking) => data<{ url: string }>(api.POST("/api/v1/cli-grants", { body: asking })),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.tokens }),
  });
}

/** Find out which command line waits for a typed code. */
export function useFindWaiting() {
  return useMutation({
    meta: { shownInPlace: true },
    mutationFn: (code: string) =>
      data<Waiting>(api.GET("/api/v1/cli-grants/codes/{code}", { params: { path: { code } } })),
  });
}

/** Let the command line of a typed code in, or send it away. */
export function useAnswerCode() {
  const client = useQueryClient();
  return useMutation({
    meta: { shownInPlace: true },
    mutationFn: ({ code, allow }: { code: string; allow: boolean }) =>
      data(api.POST("/api/v1/cli-grants/codes/{code}", { params: { path: { code } }, body: { allow } })),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.tokens }),
  });
}
