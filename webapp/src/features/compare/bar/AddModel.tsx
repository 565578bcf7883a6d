/** Finds one more model by name, title or tag while it is typed. Loaded when first opened. */
import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useState, type RefObject } from "react";
import { Autocomplete } from "react-aria-components/Autocomplete";
import { Dialog as KitDialog } from "react-aria-components/Dialog";
import { Input } from "react-aria-components/Input";
import { Menu, MenuItem } from "react-aria-components/Menu";
import { Popover } from "react-aria-components/Popover";
import { SearchField } from "react-aria-components/SearchField";
import { findModels } from "../../../api/compare.ts";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import { nameOf } from "../names.ts";

export interface AddModelProps {
  ids: readonly string[];
  trigger: RefObject<HTMLButtonElement | null>;
  onAdd: (id: string) => void;
  onClose: () => void;
}

/** Shown while it is rendered. */
export function AddModel({ ids, trigger, onAdd, onClose }: AddModelProps) {
  const t = useMessages();
  const [text, setText] = useState("");
  const found = useQuery(findModels(useDeferredValue(text.trim())));
  return (
    <Popover
      isOpen
      triggerRef={trigger}
      placement="bottom start"
      onOpenChange={(open) => !open && onClose()}
      className="w-[min(30rem,calc(100vw-1.5rem))] rounded-lg border border-line bg-raised shadow-float"
    >
      <KitDialog aria-label={t.diff.addModel} className="flex max-h-96 flex-col outline-none">
        <Autocomplete inputValue={text} onInputChange={setText}>
          <SearchField autoFocus aria-label={t.diff.addHint} className="border-b border-line p-1.5">
            <Input placeholder={t.diff.addHint} className="tap w-full bg-transparent outline-none" />
          </SearchField>
          {found.isError && (
            <div className="p-2">
              <ErrorNotice error={found.error} onRetry={() => void found.refetch()} />
            </div>
          )}
          <Menu
            aria-label={t.app.models}
            items={found.data ?? []}
            disabledKeys={ids}
            dependencies={[ids]}
            onAction={(key) => {
              onAdd(String(key));
              onClose();
            }}
            className="overflow-y-auto p-1.5 outline-none"
            renderEmptyState={() => (
              <p className="px-3 py-5 text-center text-muted">
                {found.isPending ? t.app.loading : t.diff.addNothing}
              </p>
            )}
          >
            {(model) => (
              <MenuItem
                id={model.id}
                textValue={`${model.title} ${model.id}`}
                className="tap flex cursor-pointer flex-col justify-center px-2.5 py-1.5 leading-snug outline-none data-disabled:cursor-default data-disabled:text-muted data-focused:bg-accent-soft"
              >
                <span className="flex items-baseline gap-2">
                  <span className="min-w-0 truncate font-medium">{nameOf(model)}</span>
                  {ids.includes(model.id) && (
                    <span className="shrink-0 text-[0.86rem] text-muted">{t.diff.addThere}</span>
                  )}
                </span>
                <span className="truncate font-mono text-[0.86rem] text-muted">{model.id}</span>
              </MenuItem>
            )}
          </Menu>
        </Autocomplete>
      </KitDialog>
    </Popover>
  );
}
