/** Who outside the team sees a model: the public switch, a new grant or link, and what there is. Loaded when opened. */
import { useQuery } from "@tanstack/react-query";
import { sharesOf } from "../../shares/sharing.ts";
import type { FullModel } from "../../../api/types.ts";
import { Dialog } from "../../../components/layout/Dialog.tsx";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import { Skeleton } from "../../../components/feedback/Skeleton.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import { GiveAccess } from "./GiveAccess.tsx";
import { PublicPage } from "./PublicPage.tsx";
import { ShareList } from "./ShareList.tsx";

/** Shown while it is rendered. */
export function ShareDialog({ model, onClose }: { model: FullModel; onClose: () => void }) {
  const t = useMessages();
  const found = useQuery(sharesOf(model.id));
  return (
    <Dialog wide title={t.share.title} onClose={onClose}>
      <p className="-mt-3 text-muted">
        {model.title && <span className="block">{model.title}</span>}
        <code className="font-mono break-all">{model.id}</code>
      </p>
      {found.isPending && <Skeleton lines={5} />}
      {found.isError && <ErrorNotice error={found.error} onRetry={() => void found.refetch()} />}
      {found.data && (
        <>
          <PublicPage id={model.id} share={found.data.find((share) => share.kind === "public")} />
          <GiveAccess id={model.id} />
          <ShareList id={model.id} shares={found.data.filter((share) => share.kind !== "public")} />
          <p className="border-t border-line pt-3 text-[0.93rem] text-muted">{t.share.notes}</p>
        </>
      )}
    </Dialog>
  );
}
