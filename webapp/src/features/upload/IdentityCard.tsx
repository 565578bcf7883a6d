/** The ID that the upload goes to, before anything is sent, and whether that model is there already. */
import { Link } from "@tanstack/react-router";
import { useSyncExternalStore } from "react";
import type { LookUp } from "./transfer/upload.ts";
import { Badge } from "../../components/layout/Badge.tsx";
import { ErrorNotice } from "../../components/feedback/ErrorNotice.tsx";
import { Skeleton } from "../../components/feedback/Skeleton.tsx";
import { TextField } from "../../components/controls/TextField.tsx";
import { modelParams } from "../../lib/paths.ts";
import { desk } from "./uploadState.ts";
import type { Identity } from "./useIdentity.ts";
import { useWords } from "./useWords.ts";

/** A card beside the form. */
export function IdentityCard({ identity }: { identity: Identity }) {
  const t = useWords();
  const words = t.uploading;
  const { form } = useSyncExternalStore(desk.subscribe, desk.get);
  const asked = identity.nameless || form.dataset !== "" || form.architecture !== "";
  return (
    <section aria-labelledby="upload-identity" className="flex flex-col gap-2.5">
      <h2 id="upload-identity" className="font-semibold">
        {words.identity}
      </h2>
      <div aria-live="polite" aria-busy={identity.pending} className="flex flex-col gap-1">
        {identity.found !== null ? (
          <Found found={identity.found} stale={identity.pending} />
        ) : identity.pending ? (
          <Skeleton lines={2} />
        ) : (
          identity.error === null && (
            <p className="text-muted">{identity.nameless ? words.nameMissing : words.identityWaits}</p>
          )
        )}
      </div>
      {identity.error !== null && <ErrorNotice error={identity.error} onRetry={identity.again} />}
      {asked && (
        <div className="grid grid-cols-2 gap-2">
          <TextField
            label={words.dataset}
            value={form.dataset}
            onChange={(event) => desk.set({ dataset: event.target.value })}
          />
          <TextField
            label={words.architecture}
            value={form.architecture}
            onChange={(event) => desk.set({ architecture: event.target.value })}
          />
        </div>
      )}
    </section>
  );
}

function Found({ found, stale }: { found: LookUp; stale: boolean }) {
  const words = useWords().uploading;
  const { model, lease } = found;
  return (
    <div className={`flex flex-col gap-1.5 transition-opacity ${stale ? "opacity-55" : ""}`}>
      <div className="flex flex-wrap items-baseline gap-x-2 gap-y-1">
        {model === null ? (
          <code className="font-mono break-all">{found.id}</code>
        ) : (
          <Link
            to="/models/$dataset/$model"
            params={modelParams(found.id)}
            className="font-mono break-all text-accent hover:underline"
          >
            {found.id}
          </Link>
        )}
        {model === null && lease === null && <Badge tone="accent">{words.isNew}</Badge>}
      </div>
      {lease !== null && <p className="text-warn">{words.isTraining(lease.holder)}</p>}
      {model !== null && <p className="font-medium">{words.isThere(model.checkpoints)}</p>}
      <p className="text-[0.93rem] text-muted">{model === null ? words.isNewHint : words.isThereHint}</p>
    </div>
  );
}
