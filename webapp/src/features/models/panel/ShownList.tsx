/** The shown columns in their order: moved by pointer or keys, pinned, sized, hidden. Loaded with its tab. */
import { GripVertical, Pin, X } from "lucide-react";
import { Button as KitButton } from "react-aria-components/Button";
import { GridList, GridListItem } from "react-aria-components/GridList";
import { useDragAndDrop } from "react-aria-components/useDragAndDrop";
import { Button } from "../../../components/controls/Button.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import type { TableQuery } from "../useTableQuery.ts";
import { groupOf, moved } from "./columnSet.ts";

export interface ShownListProps {
  keys: readonly string[];
  /** The label of a key without its group. */
  labelOf: (key: string) => string;
  query: TableQuery;
  onHide: (key: string) => void;
}

/** The list of the tab Shown. */
export function ShownList({ keys, labelOf, query, onHide }: ShownListProps) {
  const t = useMessages();
  const { pinned, widths, setPinned, setWidth, setColumns } = query;
  const { dragAndDropHooks } = useDragAndDrop({
    getItems: (dragged) => [...dragged].map((key) => ({ "text/plain": String(key) })),
    onReorder: ({ keys: [key], target }) => {
      if (target.dropPosition !== "on")
        setColumns(moved(keys, String(key), String(target.key), target.dropPosition));
    },
  });
  return (
    <GridList
      aria-label={t.panel.list}
      keyboardNavigationBehavior="tab"
      items={keys.map((id) => ({ id }))}
      dependencies={[pinned, widths]}
      dragAndDropHooks={dragAndDropHooks}
      className="min-h-0 grow overflow-auto outline-none"
    >
      {({ id }) => {
        const isPinned = pinned.includes(id);
        return (
          <GridListItem
            id={id}
            textValue={labelOf(id)}
            className="flex items-center gap-1 border-b border-line px-1 py-1 -outline-offset-2 hover:bg-sunken data-dragging:opacity-50 data-drop-target:bg-accent-soft"
          >
            <KitButton
              slot="drag"
              aria-label={t.panel.drag(id)}
              className="flex size-8 shrink-0 cursor-grab items-center justify-center rounded-md text-muted"
            >
              <GripVertical aria-hidden size={14} />
            </KitButton>
            <span className="flex min-w-0 grow flex-col leading-tight" title={id}>
              {groupOf(id) !== "" && (
                <span className="truncate text-[0.78rem] text-muted">{groupOf(id)}</span>
              )}
              <span className="truncate">{labelOf(id)}</span>
            </span>
            <input
              inputMode="numeric"
              aria-label={t.panel.width(id)}
              title={t.panel.width(id)}
              placeholder={t.panel.auto}
              defaultValue={widths.get(id)}
              key={widths.get(id)}
              onBlur={(event) => setWidth(id, Number(event.target.value) || null)}
              onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
              className="h-7 w-16 shrink-0 rounded-md border border-transparent bg-transparent px-1.5 text-right hover:border-edge focus:border-edge"
            />
            <Button
              look="quiet"
              square
              aria-label={t.panel.pin(id)}
              aria-pressed={isPinned}
              className={isPinned ? "text-accent!" : "text-muted!"}
              onClick={() => setPinned(isPinned ? pinned.filter((one) => one !== id) : [...pinned, id])}
            >
              <Pin aria-hidden size={14} fill={isPinned ? "currentColor" : "none"} />
            </Button>
            <Button
              look="quiet"
              square
              aria-label={t.panel.hide(id)}
              className="text-muted!"
              disabled={keys.length === 1}
              onClick={() => onHide(id)}
            >
              <X aria-hidden size={14} />
            </Button>
          </GridListItem>
        );
      }}
    </GridList>
  );
}
