/** Says how open a model is, and opens the dialog that changes it. For Admins. */
import { useQuery } from "@tanstack/react-query";
import { Globe, Lock, Users } from "lucide-react";
import { lazy, Suspense, useMemo, useState } from "react";
import { sharesOf } from "../../shares/sharing.ts";
import type { FullModel } from "../../../api/types.ts";
import { Button } from "../../../components/controls/Button.tsx";
import { useActions } from "../../../components/useActions.ts";
import { useMessages } from "../../../i18n/messages.ts";

const ShareDialog = lazy(async () => ({ default: (await import("./ShareDialog.tsx")).ShareDialog }));
const ICONS = { private: Lock, public: Globe, shared: Users };

/** The present state as a button. */
export function ShareButton({ model }: { model: FullModel }) {
  const t = useMessages();
  const [open, setOpen] = useState(false);
  const found = useQuery(sharesOf(model.id));
  const others = (found.data ?? []).filter((share) => share.kind !== "public").length;
  const state = model.visibility === "public" ? "public" : others > 0 ? "shared" : "private";
  const words = state === "shared" ? t.share.state.shared(others) : t.share.state[state];
  const Icon = ICONS[state];
  const offered = useMemo(
    () => [{ id: "share", label: t.share.title, group: t.app.groups.model, run: () => setOpen(true) }],
    [t],
  );
  useActions(offered);
  return (
    <>
      <Button
        aria-haspopup="dialog"
        aria-label={t.share.open(words)}
        title={t.share.stateHint[state]}
        onClick={() => setOpen(true)}
      >
        <Icon aria-hidden size={15} className={state === "private" ? "text-muted" : "text-accent"} />
        {words}
      </Button>
      <Suspense>{open && <ShareDialog model={model} onClose={() => setOpen(false)} />}</Suspense>
    </>
  );
}
