/** Which keys the panel lists: all, shown, varying, new; and of which types. */
import { Skeleton } from "../../../components/feedback/Skeleton.tsx";
import { useLocale, useMessages } from "../../../i18n/messages.ts";
import { formatCount } from "../../../lib/format/format.ts";
import type { KeyType } from "../keys.ts";

export type Tab = "all" | "shown" | "varying" | "new";

const TABS: readonly Tab[] = ["all", "shown", "varying", "new"];
const TYPES: readonly KeyType[] = ["number", "text", "boolean", "list"];

export interface PanelTabsProps {
  tab: Tab;
  onTab: (tab: Tab) => void;
  counts: Record<Tab, number | null>;
  types: ReadonlySet<KeyType>;
  onTypes: (types: ReadonlySet<KeyType>) => void;
}

/** Two rows of choices. */
export function PanelTabs({ tab, onTab, counts, types, onTypes }: PanelTabsProps) {
  const { messages: t, language } = useLocale();
  return (
    <>
      <fieldset className="flex rounded-md bg-sunken p-0.5">
        <legend className="sr-only">{t.panel.which}</legend>
        {TABS.map((one) => (
          <label
            key={one}
            className="flex min-h-[1.8rem] grow items-center justify-center gap-1 rounded-md px-1.5 text-[0.93rem] whitespace-nowrap text-muted has-checked:bg-surface has-checked:font-medium has-checked:text-text has-checked:shadow-float has-focus-visible:outline-2 has-focus-visible:outline-accent"
          >
            <input
              type="radio"
              name="panel-tab"
              value={one}
              checked={tab === one}
              onChange={() => onTab(one)}
              className="sr-only"
            />
            {t.panel.tabs[one]}{" "}
            {counts[one] !== null && (
              <span className={one === "new" && counts[one] > 0 ? "font-semibold text-accent" : "text-muted"}>
                {formatCount(counts[one], language)}
              </span>
            )}
          </label>
        ))}
      </fieldset>
      {tab !== "shown" && <Types types={types} onTypes={onTypes} />}
    </>
  );
}

function Types({ types, onTypes }: Pick<PanelTabsProps, "types" | "onTypes">) {
  const t = useMessages();
  function toggle(type: KeyType): void {
    const next = new Set(types);
    if (!next.delete(type)) next.add(type);
    onTypes(next);
  }
  return (
    <fieldset className="flex flex-wrap items-center gap-1">
      <legend className="sr-only">{t.panel.types}</legend>
      {TYPES.map((type) => (
        <button
          key={type}
          type="button"
          aria-pressed={types.has(type)}
          onClick={() => toggle(type)}
          className="min-h-[1.75rem] rounded-full border border-line px-2.5 text-[0.86rem] text-muted hover:bg-sunken aria-pressed:border-transparent aria-pressed:bg-accent-soft aria-pressed:text-accent"
        >
          {t.filter.types[type]}
        </button>
      ))}
    </fieldset>
  );
}

/** What stands where the panel has no key to show. Display only. */
export function PanelNothing({ tab, filtered, loading }: { tab: Tab; filtered: boolean; loading: boolean }) {
  const t = useMessages();
  if (loading) return <Skeleton lines={9} />;
  const said = {
    all: t.panel.nothingYet,
    shown: "",
    varying: t.panel.nothingVarying,
    new: t.panel.nothingNew,
  };
  return <p className="grow px-4 py-10 text-center text-muted">{filtered ? t.panel.nothing : said[tab]}</p>;
}
