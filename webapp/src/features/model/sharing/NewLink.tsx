/** A link that was just made, with its secret: to be copied now, for it is not shown again. */
import { useEffect, useId, useRef } from "react";
import { Button } from "../../../components/controls/Button.tsx";
import { CopyButton } from "../../../components/controls/CopyButton.tsx";
import { INPUT } from "../../../components/controls/TextField.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import { linkAddress } from "../../../lib/paths.ts";

/** In the place of the form that made it. */
export function NewLink({ secret, onDone }: { secret: string; onDone: () => void }) {
  const t = useMessages();
  const heading = useId();
  const field = useRef<HTMLInputElement>(null);
  const address = linkAddress(secret, window.location.origin);
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
    if (field.current) field.current.scrollLeft = 0;
  }, []);
  return (
    <section
      aria-labelledby={heading}
      className="flex flex-col gap-3 rounded-lg border border-accent bg-accent-soft p-3"
    >
      <h3 id={heading} className="font-semibold">
        {t.share.made}
      </h3>
      <div className="flex flex-wrap gap-2">
        <input
          ref={field}
          readOnly
          aria-label={t.share.madeLink}
          value={address}
          className={`${INPUT} min-w-0 grow basis-60 font-mono text-[0.93rem]`}
        />
        <CopyButton wide text={address} label={t.share.copyLink} />
      </div>
      <div className="flex flex-wrap items-end justify-between gap-2">
        <p className="min-w-0 grow basis-60 text-muted">{t.share.madeHint}</p>
        <Button onClick={onDone}>{t.account.done}</Button>
      </div>
    </section>
  );
}
