/** Snippets that bring this model to where it is needed. */
import type { FullModel } from "../../api/types.ts";
import { Snippet } from "../../components/Snippet.tsx";
import { useMessages } from "../../i18n/messages.ts";
import { snippetsFor, type Snippets } from "./snippets.ts";

const KINDS: (keyof Snippets)[] = ["cli", "python", "curl"];

/** The last tab. */
export function UseTab({ model }: { model: FullModel }) {
  const t = useMessages();
  const snippets = snippetsFor(model, window.location.origin);
  return (
    <div className="flex max-w-3xl flex-col gap-5">
      {KINDS.map((kind) => (
        <section key={kind} className="flex flex-col gap-1.5">
          <h2 className="font-semibold">{t.use[kind]}</h2>
          <Snippet code={snippets[kind]} label={t.use.copy(t.use[kind])} />
        </section>
      ))}
    </div>
  );
}
