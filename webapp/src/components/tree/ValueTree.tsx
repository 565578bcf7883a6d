/** A JSON value as a tree that opens and closes, by the browser's own means. Numbers stand as they were given. */
import { useMessages } from "../../i18n/messages.ts";
import { isMapping, writeExact, type Json } from "../../lib/json/json.ts";

const OPEN_DEPTH = 2;
const MOST = 500;

/** One value and what is in it. */
export function ValueTree({ value, depth = 0 }: { value: Json; depth?: number }) {
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
