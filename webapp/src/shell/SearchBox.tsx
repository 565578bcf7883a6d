/** The search of the shell: writes the filter of the models table, and shows it if it is a search. */
import { useNavigate, useRouterState } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { useId, useMemo, useRef, useState, type FormEvent } from "react";
import { INPUT } from "../components/TextField.tsx";
import { useActions } from "../components/useActions.ts";
import { useMessages } from "../i18n/messages.ts";
import { searchText, searchWhere } from "../lib/search.ts";

/** Type to find models by ID, title or tag. */
export function SearchBox() {
  const t = useMessages();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const navigate = useNavigate();
  const where = useRouterState({
    select: ({ location }) =>
      location.pathname === "/" ? ((location.search as { where?: string }).where ?? "") : "",
  });
  const [text, setText] = useState(searchText(where));
  const [seen, setSeen] = useState(where);
  if (seen !== where) {
    setSeen(where);
    setText(searchText(where));
  }
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

  function submit(event: FormEvent): void {
    event.preventDefault();
    const next = searchWhere(text) || undefined;
    void navigate({ to: "/", search: (old: object) => ({ ...old, where: next }) });
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
        onChange={(event) => setText(event.target.value)}
        className={`${INPUT} bg-sunken pl-8!`}
      />
    </form>
  );
}
