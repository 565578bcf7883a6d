/** Edits one condition, or several of which one must hold. Loaded when first opened; nothing counts before Apply. */
import { Plus, X } from "lucide-react";
import { useState, type RefObject } from "react";
import { Dialog } from "react-aria-components/Dialog";
import { Popover } from "react-aria-components/Popover";
import { Button } from "../../../components/controls/Button.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import { groupOfTests, type Group, type Test } from "../../../lib/query/query.ts";
import { kindsOf, literalOf, settled, takesSeveral, takesValue } from "./operators.ts";
import { TestFields, type Draft } from "./TestFields.tsx";
import type { KnownKeys } from "./useKeys.ts";

export interface ChipEditorProps {
  group: Group;
  /** The rest of the filter: values are counted over its models. */
  where: string;
  known: KnownKeys;
  trigger: RefObject<HTMLElement | null>;
  /** Told the new group, or null if it stays as it was. */
  onDone: (group: Group | null) => void;
}

const NEW: Draft = { test: { key: "", op: "=", values: [] }, typed: "" };

/** Shown while it is rendered. */
export function ChipEditor({ group, where, known, trigger, onDone }: ChipEditorProps) {
  const t = useMessages();
  const [drafts, setDrafts] = useState(() => draftsOf(group));
  const [tried, setTried] = useState(false);

  function change(at: number, next: Draft | null): void {
    const kept = drafts.map((draft, place) => (place === at ? next : draft));
    setDrafts(kept.filter((draft) => draft !== null));
  }
  function apply(): void {
    const tests = drafts.map((draft) => finished(draft, known));
    setTried(true);
    if (tests.every(isWhole)) onDone(groupOfTests(tests.map(settled)));
  }
  return (
    <Popover
      isOpen
      triggerRef={trigger}
      placement="bottom start"
      onOpenChange={(open) => !open && onDone(null)}
      className="w-[25rem] max-w-[94vw] rounded-lg border border-line bg-raised shadow-float"
    >
      <Dialog aria-label={t.filter.editor} className="max-h-[inherit] outline-none">
        <form
          className="flex flex-col gap-3 p-3"
          onSubmit={(event) => {
            event.preventDefault();
            apply();
          }}
        >
          {drafts.map((draft, at) => (
            <fieldset key={at} className="flex min-w-0 flex-col gap-2">
              {at > 0 && (
                <div className="flex items-center gap-2 text-[0.86rem] text-muted">
                  {t.filter.or}
                  <span className="h-px grow bg-line" />
                  <Button
                    look="quiet"
                    square
                    aria-label={t.filter.removeTest(at + 1)}
                    onClick={() => change(at, null)}
                  >
                    <X aria-hidden size={14} />
                  </Button>
                </div>
              )}
              <TestFields
                draft={draft}
                known={known}
                where={where}
                wrong={tried && !isWhole(finished(draft, known))}
                onChange={(next) => change(at, next)}
                onEnter={apply}
              />
            </fieldset>
          ))}
          <div className="flex items-center justify-between gap-2">
            <Button look="quiet" onClick={() => setDrafts([...drafts, NEW])}>
              <Plus aria-hidden size={14} />
              {t.filter.orMore}
            </Button>
            <Button look="primary" type="submit">
              {t.filter.apply}
            </Button>
          </div>
        </form>
      </Dialog>
    </Popover>
  );
}

function draftsOf(group: Group): Draft[] {
  const tests = group.kind === "test" ? [group.test] : group.kind === "or" ? group.tests : [];
  return tests.map((test) => ({ test, typed: "" }));
}

/** The test with what was typed and not taken yet. */
function finished({ test, typed }: Draft, known: KnownKeys): Test {
  if (typed.trim() === "" || !takesSeveral(test.op)) return test;
  return {
    ...test,
    values: [...test.values, literalOf(typed, kindsOf(test.key, known.rows.get(test.key)))],
  };
}

function isWhole(test: Test): boolean {
  return test.key !== "" && (!takesValue(test.op) || test.values.length > 0);
}
