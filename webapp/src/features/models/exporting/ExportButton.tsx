/** Opens the export of what the table shows. */
import { Download } from "lucide-react";
import { lazy, memo, Suspense, useMemo, useState } from "react";
import type { ModelsSearch } from "../../../api/queries.ts";
import { Button } from "../../../components/controls/Button.tsx";
import { useActions } from "../../../components/useActions.ts";
import { useMessages } from "../../../i18n/messages.ts";

const ExportDialog = lazy(async () => ({ default: (await import("./ExportDialog.tsx")).ExportDialog }));

export interface ExportButtonProps {
  search: ModelsSearch;
  /** The columns as they are shown, the ID first. */
  columns: readonly string[];
  total: number | null;
  folded: boolean;
}

/** The button and, while open, the dialog. */
export const ExportButton = memo(function ExportButton(props: ExportButtonProps) {
  const { search, columns, total, folded } = props;
  const t = useMessages();
  const [open, setOpen] = useState(false);
  const offered = useMemo(
    () => [
      { id: "export", label: t.tools.export.command, group: t.app.groups.table, run: () => setOpen(true) },
    ],
    [t],
  );
  useActions(offered);
  return (
    <>
      <Button aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <Download aria-hidden size={15} />
        <span className="sr-only sm:not-sr-only">{t.tools.export.button}</span>
      </Button>
      <Suspense>
        {open && (
          <ExportDialog
            search={search}
            columns={columns}
            total={total}
            folded={folded}
            onClose={() => setOpen(false)}
          />
        )}
      </Suspense>
    </>
  );
});
