/** The whole value of one cell, as a tree if it is one, to be read and copied. Loaded when first opened. */
import { CopyButton } from "../../../components/controls/CopyButton.tsx";
import { Dialog } from "../../../components/layout/Dialog.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import { isMapping, type Json, writeExact } from "../../../lib/json/json.ts";

export interface ShownValue {
  id: string;
  key: string;
  value: Json;
}

/** Shown while it is rendered. */
export function ValueDrawer({ shown, onClose }: { shown: ShownValue; onClose: () => void }) {
  const t = useMessages();
  const { id, key, value } = shown;
  const tree = Array.isArray(value) || isMapping(value);
  const text = typeof value === "string" ? value : writeExact(value, 2);
  return (
    <Dialog title={key} onClose={onClose}>
      <p className="-mt-3 text-[0.93rem] break-all text-muted">{id}</p>
      <div
        className="max-h-[60vh] overflow-auto rounded-md border border-line bg-sunken p-3"
        tabIndex={0}
        role="region"
        aria-label={t.grid.value}
      >
        {tree ? (
          <ValueTree value={value} />
        ) : (
          <p className="font-mono text-[0.93rem] break-words whitespace-pre-wrap">{text}</p>
        )}
      </div>
      <div className="flex justify-end">
        <CopyButton wide text={() => text} label={t.grid.copyValue} />
      </div>
    </Dialog>
  );
}

const OPEN_DEPTH = 2;
const MOST = 500;

/** A JSON value as a tree that opens and closes, by the browser's own means. Numbers stand as they were given. */
function ValueTree({ value, depth = 0 }: { value: Json; depth?: number }) {
  const t = useMessages();
  if (!Array.isArray(value) && !isMapping(value)) {
    return <span className="break-all">{writeExact(value)}</span>;
  }
  const entries: [string, Json][] = Array.isArray(value)
    ? value.map((item, at) => [String(at), item])
    : Object.entries(value);
  return (
    <ul className={depth === 0 ? "font-mono text-[0.93rem]" : "border-l border-line pl-4"}>
      {entries.slice(0, MOST).map(([key, item]) => (
        <li key={key} className="py-0.5">
          {Array.isArray(item) || isMapping(item) ? (
            <details open={depth < OPEN_DEPTH}>
              <summary>
                <span className="text-muted">{key}</span>{" "}
                <span className="text-faint">
                  {t.grid.items(Array.isArray(item) ? item.length : Object.keys(item).length)}
                </span>
              </summary>
              <ValueTree value={item} depth={depth + 1} />
            </details>
          ) : (
            <>
              <span className="text-muted">{key}</span> <ValueTree value={item} depth={depth + 1} />
            </>
          )}
        </li>
      ))}
      {entries.length > MOST && <li className="text-faint">{t.grid.items(entries.length - MOST)}</li>}
    </ul>
  );
}
