/** Finds a model by ID, title or tag while it is typed, to begin with its args. Loaded when first opened. */
import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useState, type RefObject } from "react";
import { Dialog as KitDialog } from "react-aria-components/Dialog";
import { Popover } from "react-aria-components/Popover";
import { findModels } from "../../api/compare.ts";
import { ErrorNotice } from "../../components/feedback/ErrorNotice.tsx";
import { Suggest } from "../../components/controls/Suggest.tsx";
import { useWords } from "./useWords.ts";

export interface FromModelProps {
  trigger: RefObject<HTMLButtonElement | null>;
  onPick: (id: string) => void;
  onClose: () => void;
}

/** Shown while it is rendered. */
export function FromModel({ trigger, onPick, onClose }: FromModelProps) {
  const t = useWords();
  const [text, setText] = useState("");
  const found = useQuery(findModels(useDeferredValue(text.trim())));
  const items = (found.data ?? []).map(({ id, title }) => ({
    id,
    label: title || id,
    detail: title ? <code className="font-mono">{id}</code> : undefined,
  }));
  return (
    <Popover
      isOpen
      triggerRef={trigger}
      placement="bottom end"
      onOpenChange={(open) => !open && onClose()}
      className="w-[min(34rem,calc(100vw-1.5rem))] rounded-lg border border-line bg-raised shadow-float"
    >
      <KitDialog aria-label={t.uploading.argsModel} className="p-2 outline-none">
        {found.isError && <ErrorNotice error={found.error} onRetry={() => void found.refetch()} />}
        <Suggest
          label={t.uploading.argsModelHint}
          text={text}
          onText={setText}
          items={items}
          list={{ inline: true, eager: true, empty: found.isPending ? t.app.loading : t.diff.addNothing }}
          input={{ autoFocus: true, placeholder: t.uploading.argsModelHint }}
          onPick={(id) => {
            if (id === null) return;
            onPick(id);
            onClose();
          }}
        />
      </KitDialog>
    </Popover>
  );
}
