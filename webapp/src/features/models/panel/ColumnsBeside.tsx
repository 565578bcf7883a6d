/** Room for the panel of columns beside the table, or over it on a narrow screen. Escape closes it from within. */
import { useQuery } from "@tanstack/react-query";
import { Columns3 } from "lucide-react";
import {
  type KeyboardEvent,
  lazy,
  type ReactNode,
  type Ref,
  Suspense,
  useCallback,
  useEffect,
  useRef,
  useState,
} from "react";
import { Button } from "../../../components/controls/Button.tsx";
import { Skeleton } from "../../../components/feedback/Skeleton.tsx";
import { useLocale } from "../../../i18n/messages.ts";
import { formatCount } from "../../../lib/format/format.ts";
import { isComposing } from "../../../lib/shortcuts.ts";
import { keyCounts } from "../keys.ts";
import type { TableQuery } from "../useTableQuery.ts";

const ColumnPanel = lazy(async () => ({ default: (await import("./ColumnPanel.tsx")).ColumnPanel }));

export interface ColumnsBesideProps {
  /** Null while it is closed, else since when keys are new. */
  since: string | null;
  shown: readonly string[];
  query: TableQuery;
  onClose: () => void;
  children: ReactNode;
}

/** The table and, while it is open, the panel. */
export function ColumnsBeside({ since, shown, query, onClose, children }: ColumnsBesideProps) {
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== "Escape" || event.defaultPrevented || isComposing(event.nativeEvent)) return;
    event.preventDefault();
    onClose();
  }
  return (
    <div className="relative flex min-h-0 grow gap-3">
      <div className="flex min-w-0 grow flex-col gap-3">{children}</div>
      {since !== null && (
        // A key for what is inside, not a control of its own.
        // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
        <div onKeyDown={onKeyDown} className="absolute inset-0 z-30 flex md:static md:z-auto">
          <Suspense
            fallback={
              <div className="w-full p-4 md:w-[25rem]">
                <Skeleton lines={9} />
              </div>
            }
          >
            <ColumnPanel shown={shown} query={query} since={since} onClose={onClose} />
          </Suspense>
        </div>
      )}
    </div>
  );
}

interface ColumnsButtonProps {
  shown: number;
  keys: NewKeys;
  open: boolean;
  onPress: () => void;
  ref: Ref<HTMLButtonElement>;
}

/** Opens and closes the panel of columns; says how many are shown, and how many keys are new. */
export function ColumnsButton({ shown, keys, open, onPress, ref }: ColumnsButtonProps) {
  const { messages: t, language } = useLocale();
  const count = (number: number): string => formatCount(number, language);
  return (
    <Button ref={ref} aria-expanded={open} onClick={onPress}>
      <Columns3 aria-hidden size={15} />
      {t.panel.button}
      <span className="font-normal text-muted">
        {count(shown)}
        {keys.total !== null && `/${count(keys.total)}`}
      </span>
      {keys.fresh > 0 && (
        <span
          title={t.panel.freshSaid(keys.fresh)}
          className="rounded-full bg-accent-soft px-1.5 text-[0.86rem] text-accent"
        >
          {t.panel.fresh(keys.fresh)}
        </span>
      )}
    </Button>
  );
}

/** Whether the panel of columns is open, since when keys are new in it, and where the focus goes when it closes. */
export function useColumnPanel(ready: boolean) {
  const keys = useNewKeys(ready);
  const [since, setSince] = useState<string | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  const close = useCallback(() => {
    setSince(null);
    // Focus must not stay on what is no longer there.
    button.current?.focus();
  }, []);
  function toggle(): void {
    if (since !== null) return close();
    setSince(keys.since);
    keys.look();
  }
  return { keys, since, button, close, toggle };
}

const STORED = "modelbase.keys.seen";

interface NewKeys {
  total: number | null;
  fresh: number;
  /** The moment of the last look. */
  since: string;
  /** This is a look. */
  look: () => void;
}

/**
 * How many keys there are, and how many came since this browser last looked at the panel. The moment is the server's
 * own, that of its youngest key, so that no two clocks are compared. A browser that never looked has seen everything.
 */
function useNewKeys(wanted: boolean): NewKeys {
  const [since, setSince] = useState(stored);
  const { data } = useQuery({ ...keyCounts(since), enabled: wanted });
  const newest = data?.newest ?? "";
  useEffect(() => {
    if (since === "" && newest !== "") store(newest);
  }, [since, newest]);
  return {
    total: data?.keys ?? null,
    fresh: since === "" ? 0 : (data?.total ?? 0),
    since: since || newest,
    look: () => {
      if (newest === "") return;
      store(newest);
      setSince(newest);
    },
  };
}

function stored(): string {
  try {
    return window.localStorage.getItem(STORED) ?? "";
  } catch {
    return "";
  }
}

function store(moment: string): void {
  try {
    window.localStorage.setItem(STORED, moment);
  } catch {
    // A browser that keeps nothing shows no badge; that is all.
  }
}
