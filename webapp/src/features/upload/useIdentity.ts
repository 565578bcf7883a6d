/** Which model the typed args are, asked of the server once the typing rests. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { lookUp, type LookUp, type Named } from "./transfer/upload.ts";
import { failureOf } from "../../lib/failure.ts";
import type { Args } from "./files/typed.ts";

const REST_MS = 300;

export interface Identity {
  found: LookUp | null;
  /** An answer for exactly what is typed is not there yet. */
  pending: boolean;
  /** The args do not say dataset and architecture. */
  nameless: boolean;
  error: unknown;
  again: () => void;
}

/** The identity of args, or what is missing for it. */
export function useIdentity(args: Args, { dataset, architecture }: Named): Identity {
  const text = args.state === "read" ? args.text : "";
  const asked = useRested(JSON.stringify([text, dataset.trim(), architecture.trim()]));
  const [askedArgs, askedDataset, askedArchitecture] = JSON.parse(asked) as [string, string, string];
  const answer = useQuery({
    ...lookUp(askedArgs, { dataset: askedDataset, architecture: askedArchitecture }),
    enabled: askedArgs !== "",
    placeholderData: keepPreviousData,
  });
  const fresh = asked === JSON.stringify([text, dataset.trim(), architecture.trim()]);
  const code = answer.error === null ? "" : failureOf(answer.error).code;
  const nameless = text !== "" && (code === "name_missing" || code === "name_invalid");
  return {
    found: text !== "" && answer.isSuccess ? answer.data : null,
    pending: text !== "" && (!fresh || answer.isPending || answer.isPlaceholderData),
    nameless,
    error: nameless && code === "name_missing" ? null : text === "" ? null : answer.error,
    again: () => void answer.refetch(),
  };
}

function useRested(value: string): string {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), REST_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return rested;
}
