/** One condition of the filter: key, comparison and values, to be edited or taken out. Display and two buttons. */
import { X } from "lucide-react";
import { Fragment, type KeyboardEvent } from "react";
import { useMessages } from "../../../i18n/messages.ts";
import { writeGroup, type Group, type Test } from "../../../lib/query/query.ts";
import { isComposing } from "../../../lib/shortcuts.ts";
import { hasSearch } from "../../../lib/query/search.ts";
import { choiceOf, sayChoice, sayKey, sayLiteral } from "./operators.ts";

const MOST_VALUES = 3;

export interface FilterChipProps {
  group: Group;
  onEdit: (chip: HTMLButtonElement) => void;
  onRemove: () => void;
}

/** A chip in the list of conditions. */
export function FilterChip({ group, onEdit, onRemove }: FilterChipProps) {
  const t = useMessages();
  const said = writeGroup(group);
  const tests = group.kind === "test" ? [group.test] : group.kind === "or" ? group.tests : [];
  function onKeyDown(event: KeyboardEvent): void {
    if (isComposing(event.nativeEvent) || (event.key !== "Delete" && event.key !== "Backspace")) return;
    event.preventDefault();
    onRemove();
  }
  return (
    <li className="inline-flex max-w-full min-w-0 items-stretch overflow-hidden rounded-md border border-line bg-sunken">
      <button
        type="button"
        data-chip
        aria-haspopup={group.kind === "text" || hasSearch(group) ? undefined : "dialog"}
        title={said}
        className="flex min-h-[1.75rem] min-w-0 items-center gap-1.5 py-px pr-1 pl-2 -outline-offset-2 hover:bg-line"
        onClick={(event) => onEdit(event.currentTarget)}
        onKeyDown={onKeyDown}
      >
        <span className="sr-only">{t.filter.edit} </span>
        {group.kind === "text" ? (
          <span className="flex min-w-0 gap-1.5">
            <span className="shrink-0 text-muted">{t.filter.advanced}</span>
            <code className="truncate">{group.text}</code>
          </span>
        ) : (
          <span className="truncate">
            {tests.map((test, at) => (
              <Fragment key={at}>
                {at > 0 && <span className="px-1.5 text-[0.86rem] text-accent">{t.filter.or}</span>}
                <Said test={test} />
              </Fragment>
            ))}
          </span>
        )}
      </button>
      <button
        type="button"
        aria-label={t.filter.remove(said)}
        title={t.filter.remove(said)}
        className="flex min-w-[1.75rem] items-center justify-center text-muted -outline-offset-2 hover:bg-line hover:text-text"
        onClick={onRemove}
      >
        <X aria-hidden size={13} />
      </button>
    </li>
  );
}

function Said({ test }: { test: Test }) {
  const t = useMessages();
  if (test.op === "search") {
    return <span>{t.filter[test.not ? "nowhere" : "anywhere"](test.values[0]?.text ?? "")}</span>;
  }
  const key = sayKey(test.key);
  const dot = key.endsWith('"') ? -1 : key.lastIndexOf(".");
  const shown = test.values.slice(0, MOST_VALUES).map(sayLiteral).join(", ");
  const more = test.values.length - MOST_VALUES;
  return (
    <>
      <span className="text-muted">{key.slice(0, dot + 1)}</span>
      <span className="font-medium">{key.slice(dot + 1)}</span>{" "}
      <span className="text-muted">{sayChoice(choiceOf(test), t.filter.operators)}</span>{" "}
      <span>
        {shown}
        {more > 0 && ` +${more}`}
      </span>
    </>
  );
}
