/** The frame of the pages outside the shell: the product's name, one card, and the choice of language. */
import { useEffect, useRef, type ReactNode } from "react";
import { useTitle } from "../components/layout/Page.tsx";
import { usePreferences } from "../components/usePreferences.ts";
import { useMessages } from "../i18n/messages.ts";
import { preferences, type Language } from "../lib/storage/preferences.ts";
import { Brand } from "./Brand.tsx";

const LANGUAGES: Record<Language, string> = { en: "English", ko: "한국어" };

/** One card in the middle of the page, with its heading. */
export function Card({ title, children }: { title: string; children: ReactNode }) {
  const t = useMessages();
  const { language } = usePreferences();
  useTitle(title);
  const heading = useFocusWhereNothingIs();
  return (
    <div className="mx-auto flex min-h-dvh w-full max-w-[30rem] flex-col justify-center gap-6 px-4 py-8">
      <header className="flex justify-center">
        <Brand />
      </header>
      <main
        id="content"
        className="flex flex-col gap-4 rounded-xl border border-line bg-surface px-6 py-7 shadow-float sm:px-8"
      >
        <h1
          ref={heading}
          tabIndex={-1}
          className="text-xl font-semibold tracking-tight text-balance outline-none"
        >
          {title}
        </h1>
        {children}
      </main>
      <footer>
        <div role="group" aria-label={t.access.language} className="flex justify-center gap-1">
          {(Object.keys(LANGUAGES) as Language[]).map((one) => (
            <button
              key={one}
              type="button"
              lang={one}
              aria-pressed={one === language}
              onClick={() => preferences.set({ language: one })}
              className="tap text-[0.93rem] text-muted hover:bg-sunken aria-pressed:font-semibold aria-pressed:text-text"
            >
              {LANGUAGES[one]}
            </button>
          ))}
        </div>
      </footer>
    </div>
  );
}

/** Where one card follows another, what was focused is gone: go on from the heading of this one. */
function useFocusWhereNothingIs() {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (document.activeElement === document.body) heading.current?.focus();
  }, []);
  return heading;
}
