/** A page of text and plain tables: its heading, its width, and the title of the browser's tab. */
import { useEffect, type ReactNode } from "react";
import { useMessages } from "../../i18n/messages.ts";

/** Set the title of the browser's tab. */
export function useTitle(title: string): void {
  const t = useMessages();
  useEffect(() => {
    document.title = title === "" ? t.app.name : `${title} · ${t.app.name}`;
  }, [title, t]);
}

/** One page with a heading. */
export function Page({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  useTitle(title);
  return (
    <div className="mx-auto flex w-full max-w-6xl flex-col gap-5 px-4 py-5">
      <header className="flex flex-wrap items-center justify-between gap-3">
        <h1 className="text-xl font-semibold">{title}</h1>
        {aside}
      </header>
      {children}
    </div>
  );
}
