/** Every view in one menu, for teams with many: type to find. */
import { useNavigate } from "@tanstack/react-router";
import { Check, ChevronDown, Users } from "lucide-react";
import { useRef, useState } from "react";
import { Autocomplete, useFilter } from "react-aria-components/Autocomplete";
import { Dialog } from "react-aria-components/Dialog";
import { Input } from "react-aria-components/Input";
import { Menu, MenuItem } from "react-aria-components/Menu";
import { Popover } from "react-aria-components/Popover";
import { TextField } from "react-aria-components/TextField";
import type { View } from "./views.ts";
import { Button } from "../../../components/controls/Button.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import { writeTableState } from "../../../components/grid/codec.ts";
import { opened } from "./useViews.ts";

/** The button and, while open, the list. */
export function AllViewsButton({ views, current }: { views: readonly View[]; current: View | null }) {
  const t = useMessages();
  const words = t.tools.views;
  const navigate = useNavigate();
  const trigger = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const { contains } = useFilter({ sensitivity: "base" });
  const order = views.toSorted((one, other) => one.name.localeCompare(other.name));
  return (
    <>
      <Button
        ref={trigger}
        look="quiet"
        aria-haspopup="dialog"
        aria-expanded={open}
        onClick={() => setOpen(true)}
      >
        {words.count(views.length)}
        <ChevronDown aria-hidden size={14} />
      </Button>
      <Popover
        isOpen={open}
        triggerRef={trigger}
        placement="bottom start"
        onOpenChange={setOpen}
        className="w-72 rounded-lg border border-line bg-raised shadow-float"
      >
        <Dialog aria-label={words.title} className="flex max-h-96 flex-col outline-none">
          <Autocomplete filter={contains}>
            <TextField autoFocus aria-label={words.find} className="border-b border-line p-2">
              <Input placeholder={words.find} className="tap w-full border border-edge bg-surface" />
            </TextField>
            <Menu
              aria-label={words.title}
              className="overflow-y-auto p-1.5 outline-none"
              renderEmptyState={() => <p className="px-2.5 py-2 text-muted">{words.none}</p>}
              onAction={(id) => {
                const view = views.find((one) => one.id === id);
                setOpen(false);
                if (view) void navigate({ to: "/", search: writeTableState(opened(view)) });
              }}
            >
              {order.map((view) => (
                <MenuItem
                  key={view.id}
                  id={view.id}
                  textValue={view.name}
                  className="tap flex cursor-pointer items-center gap-2 px-2.5 outline-none data-focused:bg-accent-soft"
                >
                  <span className="min-w-0 grow truncate">{view.name}</span>
                  {view.scope === "team" && (
                    <Users aria-label={words.team} size={14} className="text-muted" />
                  )}
                  {view === current && <Check aria-hidden size={15} className="text-accent" />}
                </MenuItem>
              ))}
            </Menu>
          </Autocomplete>
        </Dialog>
      </Popover>
    </>
  );
}
