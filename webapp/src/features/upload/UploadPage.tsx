/** The page at `/upload`: files and args to a checkpoint. `?model=<id>` adds one to a model that is there. */
import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { useSyncExternalStore } from "react";
import { model } from "../../api/queries.ts";
import { useRights } from "../../api/rights.ts";
import { ErrorNotice } from "../../components/feedback/ErrorNotice.tsx";
import { Page } from "../../components/layout/Page.tsx";
import { Skeleton } from "../../components/feedback/Skeleton.tsx";
import { OnlyAdmins } from "../../shell/OnlyAdmins.tsx";
import { desk } from "./uploadState.ts";
import { PushPanel } from "./PushPanel.tsx";
import { UploadForm } from "./UploadForm.tsx";
import { useWords } from "./useWords.ts";

/** The form, or the upload that goes on. */
export function UploadPage() {
  const t = useWords();
  const { role, edits } = useRights();
  const { push } = useSyncExternalStore(desk.subscribe, desk.get);
  const search = useSearch({ strict: false });
  const target = edits && push === null ? search.model : undefined;
  return (
    <Page title={target === undefined ? t.upload.title : t.uploading.titleFor}>
      {role === undefined ? (
        <Skeleton lines={8} />
      ) : !edits ? (
        <OnlyAdmins title={t.uploading.onlyAdmins} hint={t.uploading.onlyAdminsHint} />
      ) : push !== null ? (
        <PushPanel push={push} />
      ) : target !== undefined ? (
        <ForModel id={target} />
      ) : (
        <UploadForm target={null} />
      )}
    </Page>
  );
}

function ForModel({ id }: { id: string }) {
  const found = useQuery(model(id));
  if (found.isPending) return <Skeleton lines={8} />;
  if (found.isError) return <ErrorNotice error={found.error} onRetry={() => void found.refetch()} />;
  return <UploadForm target={found.data} />;
}
