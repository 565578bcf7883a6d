/** Which checkpoint of a model a tab shows: the address says it, else it is the latest. */
import { useNavigate, useSearch } from "@tanstack/react-router";

/** The label that is shown, the choices, and what chooses another one. */
export function useCheckpoint(labels: readonly string[]) {
  const navigate = useNavigate();
  const { checkpoint: asked } = useSearch({ strict: false });
  const latest = labels[0] ?? "last";
  const label = asked ?? latest;
  return {
    label,
    options: labels.includes(label) ? labels : [label, ...labels],
    choose: (next: string): void =>
      void navigate({
        to: ".",
        search: (old: object) => ({ ...old, checkpoint: next === latest ? undefined : next }),
      }),
  };
}
