/**
 * The search of the shell: one group of the filter of the models table. On the table it follows the typing, after a
 * moment and never inside an unfinished syllable; elsewhere Enter leads to the table. Escape clears.
 */
import { useNavigate, useRouterState } from "@tanstack/react-router";
import { Search, X } from "lucide-react";
import { useEffect, useId, useMemo, useRef, useState, type FormEvent, type KeyboardEvent } from "react";
import { INPUT } from "../components/controls/TextField.tsx";
import { useActions } from "../components/useActions.ts";
import { useMessages } from "../i18n/messages.ts";
import { searchText, withSearch } from "../lib/query/search.ts";
import { isComposing } from "../lib/shortcuts.ts";

const PAUSE_MS = 200;

/** Type to find models by what stands in their IDs, titles, tags and args. */
export function SearchBox() {
  const t = useMessages();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const navigate = useNavigate();
  const onTable = useRouterState({ select: ({ location }) => location.pathname === "/" });
  const where = useRouterState({
    select: ({ location }) =>
      location.pathname === "/" ? ((location.search as { where?: string }).where ?? "") : "",
  });
  const [text, setText] = useState(searchText(where));
  const [seen, setSeen] = useState(where);
  // What is being typed is ahead of the address; anything else follows it.
  const [ahead, setAhead] = useState(false);
  if (seen !== where) {
    setSeen(where);
    if (!ahead && searchText(where) !== text.trim()) setText(searchText(where));
  }
  useEffect(() => () => clearTimeout(timer.current), []);
  const offered = useMemo(
    () => [
      {
        id: "search",
        label: t.app.search,
        group: t.app.groups.go,
        shortcut: "/",
        run: () => {
          input.current?.focus();
          input.current?.select();
        },
      },
    ],
    [t],
  );
  useActions(offered);

  function search(wanted: string): void {
    clearTimeout(timer.current);
    setAhead(false);
    void navigate({
      to: "/",
      // One step of Back takes a whole search back, not its last letter.
      replace: onTable && searchText(where) !== "",
      search: (old: object) => {
        const before = "where" in old && typeof old.where === "string" ? old.where : "";
        return { ...old, where: withSearch(before, wanted) || undefined };
      },
    });
  }
  function type(wanted: string, composing: boolean): void {
    setText(wanted);
    setAhead(onTable);
    clearTimeout(timer.current);
    if (onTable && !composing) timer.current = setTimeout(() => search(wanted), PAUSE_MS);
  }
  function submit(event: FormEvent): void {
    event.preventDefault();
    search(text);
  }
  function clear(): void {
    setText("");
    if (searchText(where) !== "") search("");
    else clearTimeout(timer.current);
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== "Escape" || isComposing(event.nativeEvent)) return;
    event.preventDefault();
    if (text === "") input.current?.blur();
    else clear();
  }
  return (
    <form role="search" onSubmit={submit} className="relative min-w-0 grow basis-52 sm:max-w-md">
      <label htmlFor={id} className="sr-only">
        {t.app.search}
      </label>
      <Search
        aria-hidden
        size={15}
        className="pointer-events-none absolute top-1/2 left-2.5 -translate-y-1/2 text-muted"
      />
      <input
        ref={input}
        id={id}
        type="search"
        autoComplete="off"
        spellCheck={false}
        placeholder={t.app.searchHint}
        value={text}
        onChange={(event) => type(event.target.value, (event.nativeEvent as InputEvent).isComposing)}
        onCompositionEnd={(event) => type(event.currentTarget.value, false)}
        onKeyDown={onKeyDown}
        className={`${INPUT} bg-sunken pr-8! pl-8! [&::-webkit-search-cancel-button]:hidden`}
      />
      {text !== "" && (
        <button
          type="button"
          aria-label={t.app.searchClear}
          title={t.app.searchClear}
          className="absolute top-1/2 right-1 flex size-7 -translate-y-1/2 items-center justify-center rounded-md text-muted hover:text-text"
          onClick={() => {
            clear();
            input.current?.focus();
          }}
        >
          <X aria-hidden size={14} />
        </button>
      )}
    </form>
  );
}
