/** One JSON value as inline text, as it was given (what is around it cuts it): missing is blank, null is a chip, trees show how much is in them. */
import { useMessages } from "../../i18n/messages.ts";
import { isMapping, NumberText, writeExact, type Json } from "../../lib/json/json.ts";

const SHORT = 60;

export interface ValueProps {
  value: Json | undefined;
  /** Say "missing" for the eye too, where a blank could be taken for an empty text. */
  tellMissing?: boolean;
}

/** Text only, whatever is in it. */
export function Value({ value, tellMissing = false }: ValueProps) {
  const t = useMessages();
  if (value === undefined) {
    return <span className={tellMissing ? "text-faint italic" : "sr-only"}>{t.app.missing}</span>;
  }
  if (value === null) {
    return (
      <span className="rounded border border-line bg-sunken px-1 font-mono text-[0.86rem] text-muted">
        null
      </span>
    );
  }
  if (typeof value === "string") {
    if (value === "") return <span className="font-mono text-faint">""</span>;
    return <span title={value}>{value}</span>;
  }
  if (Array.isArray(value) || isMapping(value)) return <Tree value={value} />;
  const text = value instanceof NumberText ? value.text : String(value);
  return <span title={text}>{text}</span>;
}

function Tree({ value }: { value: Json[] | { [key: string]: Json } }) {
  const text = writeExact(value);
  if (text.length <= SHORT && Array.isArray(value)) {
    return (
      <span className="font-mono text-[0.93rem]" title={text}>
        {text}
      </span>
    );
  }
  const count = Array.isArray(value) ? value.length : Object.keys(value).length;
  return (
    <span className="font-mono text-[0.93rem] text-muted" title={text.slice(0, 2000)}>
      {Array.isArray(value) ? `[${count}]` : `{${count}}`}
    </span>
  );
}
