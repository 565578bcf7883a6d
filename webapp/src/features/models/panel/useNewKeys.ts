/**
 * How many keys there are, and how many came since this browser last looked at the panel. The moment is the server's
 * own, that of its youngest key, so that no two clocks are compared. A browser that never looked has seen everything.
 */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { keyCounts } from "../keys.ts";

const STORED = "modelbase.keys.seen";

export interface NewKeys {
  total: number | null;
  fresh: number;
  /** The moment of the last look. */
  since: string;
  /** This is a look. */
  look: () => void;
}

/** Follow the catalogue, once the table itself is there. */
export function useNewKeys(wanted: boolean): NewKeys {
  const [since, setSince] = useState(stored);
  const { data } = useQuery({ ...keyCounts(since), enabled: wanted });
  const newest = data?.newest ?? "";
  useEffect(() => {
    if (since === "" && newest !== "") store(newest);
  }, [since, newest]);
  return {
    total: data?.keys ?? null,
    fresh: since === "" ? 0 : (data?.total ?? 0),
    since: since || newest,
    look: () => {
      if (newest === "") return;
      store(newest);
      setSince(newest);
    },
  };
}

function stored(): string {
  try {
    return window.localStorage.getItem(STORED) ?? "";
  } catch {
    return "";
  }
}

function store(moment: string): void {
  try {
    window.localStorage.setItem(STORED, moment);
  } catch {
    // A browser that keeps nothing shows no badge; that is all.
  }
}
