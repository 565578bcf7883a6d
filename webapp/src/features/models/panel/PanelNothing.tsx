/** What stands where the panel has no key to show. Display only. */
import { Skeleton } from "../../../components/feedback/Skeleton.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import type { Tab } from "./PanelTabs.tsx";

/** Why there is none. */
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
