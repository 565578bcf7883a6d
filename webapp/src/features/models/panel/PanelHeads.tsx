/** The line above the keys of the panel. Display only. */
import { useMessages } from "../../../i18n/messages.ts";

/** What the figures of a line are; they are read with the line too. */
export function PanelHeads() {
  const t = useMessages();
  const { key, type, coverage, distinct } = t.panel.heads;
  return (
    <p aria-hidden className="flex gap-2 border-b border-line py-1 pr-2 pl-7 text-[0.82rem] text-muted">
      <span className="grow">{key}</span>
      <span className="w-24 shrink-0">{type}</span>
      <span className="w-11 shrink-0 text-right">{coverage}</span>
      <span className="w-12 shrink-0 text-right">{distinct}</span>
    </p>
  );
}
