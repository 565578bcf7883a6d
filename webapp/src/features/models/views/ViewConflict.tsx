/** Another person saved the view meanwhile: nothing is lost, one of the two is chosen. */
import { Button } from "../../../components/controls/Button.tsx";
import { Dialog } from "../../../components/layout/Dialog.tsx";
import { useMessages } from "../../../i18n/messages.ts";

export interface ViewConflictProps {
  name: string;
  onMine: () => void;
  onTheirs: () => void;
  onSaveAs: () => void;
  onClose: () => void;
}

/** Three ways on. */
export function ViewConflict({ name, onMine, onTheirs, onSaveAs, onClose }: ViewConflictProps) {
  const t = useMessages();
  const words = t.tools.views;
  return (
    <Dialog alert title={words.conflictTitle(name)} onClose={onClose}>
      <p>{words.conflictHint}</p>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onTheirs}>{words.takeTheirs}</Button>
        <Button onClick={onMine}>{words.keepMine}</Button>
        <Button look="primary" onClick={onSaveAs}>
          {words.saveAs}
        </Button>
      </div>
    </Dialog>
  );
}
