/** Opens and closes the panel of columns; says how many are shown, and how many keys are new. */
import { Columns3 } from "lucide-react";
import type { Ref } from "react";
import { Button } from "../../components/controls/Button.tsx";
import { useLocale } from "../../i18n/messages.ts";
import type { NewKeys } from "./panel/useNewKeys.ts";

export interface ColumnsButtonProps {
  shown: number;
  keys: NewKeys;
  open: boolean;
  onPress: () => void;
  ref: Ref<HTMLButtonElement>;
}

/** The button above the table. */
export function ColumnsButton({ shown, keys, open, onPress, ref }: ColumnsButtonProps) {
  const { messages: t, language } = useLocale();
  const count = (number: number): string => number.toLocaleString(language);
  return (
    <Button ref={ref} aria-expanded={open} onClick={onPress}>
      <Columns3 aria-hidden size={15} />
      {t.panel.button}
      <span className="font-normal text-muted">
        {count(shown)}
        {keys.total !== null && `/${count(keys.total)}`}
      </span>
      {keys.fresh > 0 && (
        <span
          title={t.panel.freshSaid(keys.fresh)}
          className="rounded-full bg-accent-soft px-1.5 text-[0.86rem] text-accent"
        >
          {t.panel.fresh(keys.fresh)}
        </span>
      )}
    </Button>
  );
}
