/** What happens when an upload is through: say so, read again what it changed, and show the model if no person went on. */
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useCallback } from "react";
import { keys } from "../../../api/queries.ts";
import { modelParams } from "../../../lib/paths.ts";
import { toasts } from "../../../lib/toasts.ts";
import type { Outcome } from "./push.ts";
import { useWords } from "../useWords.ts";

/** To be called with the outcome, also after the page has gone. */
export function useUploaded(): (outcome: Outcome) => void {
  const words = useWords().uploading;
  const client = useQueryClient();
  const router = useRouter();
  return useCallback(
    ({ model, checkpoint, already }) => {
      const name = `${model}@${checkpoint.label}`;
      toasts.show(already ? words.already(name) : words.uploaded(name));
      void client.invalidateQueries({ queryKey: keys.models });
      void client.invalidateQueries({ queryKey: keys.model(model) });
      void client.invalidateQueries({ queryKey: ["lookup"] });
      if (router.state.location.pathname !== "/upload") return;
      void router.navigate({
        to: "/models/$dataset/$model",
        params: modelParams(model),
        search: { tab: "files", checkpoint: checkpoint.label },
      });
    },
    [words, client, router],
  );
}
