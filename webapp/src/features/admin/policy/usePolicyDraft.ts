/** A change of the policy in the making: its draft, the trial of it, and putting it in force. No markup. */
import { useState } from "react";
import { useChangePolicy, type Rules } from "./rules.ts";
import { writeExact } from "../../../lib/json/json.ts";
import { toasts } from "../../../lib/toasts.ts";
import { formOf, rulesOf, turned, type Draft } from "./draft.ts";
import { useWords } from "../useWords.ts";

/** The state of the editor; `report` is there while the draft is the one that was tried out. */
export function usePolicyDraft(inForce: Rules) {
  const t = useWords();
  const number = inForce["number"];
  const start: Draft = { mode: "form", form: formOf(inForce) };
  const [draft, setDraft] = useState<Draft>(start);
  const [progress, setProgress] = useState<[number, number]>([0, 0]);
  const [tried, setTried] = useState("");
  const trial = useChangePolicy();
  const change = useChangePolicy();
  const wanted = rulesOf(draft, number);
  const text = wanted === null ? "" : writeExact(wanted);
  const current = tried === text && text !== "";
  const onProgress = (done: number, total: number): void => setProgress([done, total]);

  function tryOut(): void {
    setTried(text);
    change.reset();
    trial.mutate({ text, dryRun: true, acceptMerge: false, onProgress });
  }
  function apply(acceptMerge: boolean): void {
    change.mutate(
      { text, dryRun: false, acceptMerge, onProgress },
      { onSuccess: ({ policy }) => toasts.show(t.admin.policy.applied(policy.number)) },
    );
  }
  return {
    draft,
    set: setDraft,
    turn: () => setDraft(turned(draft, number)),
    reset: () => setDraft(draft.mode === "form" ? start : turned(start, number)),
    readable: wanted !== null,
    same: text === writeExact(rulesOf(start, number) ?? null),
    busy: trial.isPending || change.isPending,
    progress,
    report: current ? trial.data?.report : undefined,
    error: current ? (trial.error ?? change.error) : null,
    tryOut,
    apply,
  };
}
