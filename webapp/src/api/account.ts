/** Reads and writes of signing in. */
import { queryOptions, useMutation } from "@tanstack/react-query";
import { api, data } from "./client.ts";

/** How people sign in at this server. */
export interface SignInMode {
  mode: "local" | "github";
  url: string | null;
}

/** How one signs in here. */
export const signInMode = () =>
  queryOptions({
    queryKey: ["sign-in"],
    queryFn: ({ signal }) => data<SignInMode>(api.GET("/api/v1/sign-in", { signal })),
    staleTime: 300_000,
  });

/** Hand in the code of the link for the first Admin; counts when this browser signs in next. */
export function useFirstCode() {
  return useMutation({
    meta: { shownInPlace: true },
    mutationFn: (code: string) => data<SignInMode>(api.POST("/api/v1/sign-in/first", { body: { code } })),
  });
}
