/** The sections of a comparison with how many keys of each differ; the chosen one is in the address. */
import { Link } from "@tanstack/react-router";
import type { Comparison } from "../../../api/types.ts";
import { useCurrentInSight } from "../../../components/layout/useCurrentInSight.ts";
import { useLocale, useMessages } from "../../../i18n/messages.ts";
import { formatCount } from "../../../lib/format/format.ts";
import { SECTIONS, type Section } from "../search.ts";

export interface SectionTabsProps {
  counts: Comparison["counts"];
  section: Section | undefined;
}

/** Links that look like tabs. */
export function SectionTabs({ counts, section }: SectionTabsProps) {
  const t = useMessages();
  const { language } = useLocale();
  const row = useCurrentInSight<HTMLElement>(section);
  const all = Object.values(counts).reduce((sum, count) => sum + count.different, 0);
  const tabs: [Section | undefined, string, number][] = [
    [undefined, t.diff.allSections, all],
    ...SECTIONS.map((name): [Section, string, number] => [
      name,
      t.diff.sections[name],
      counts[name]?.different ?? 0,
    ]),
  ];
  return (
    <nav ref={row} aria-label={t.diff.sectionsLabel} className="flex min-w-0 overflow-x-auto">
      {tabs.map(([name, label, different]) => (
        <Link
          key={label}
          from="/diff"
          to="/diff"
          search={(old) => ({ ...old, section: name })}
          // Else the address of all sections counts as that of each.
          activeOptions={{ exact: true }}
          activeProps={{}}
          aria-current={name === section ? "page" : undefined}
          className="tap -mb-px inline-flex shrink-0 items-center gap-1.5 rounded-b-none! border-b-2 border-transparent whitespace-nowrap text-muted hover:text-text aria-[current=page]:border-accent aria-[current=page]:font-semibold aria-[current=page]:text-text"
        >
          {label}{" "}
          <span
            className={`rounded-full px-1.5 text-[0.82rem] font-normal ${different > 0 ? "bg-accent-soft text-accent" : "text-faint"}`}
          >
            {formatCount(different, language)}
          </span>
        </Link>
      ))}
    </nav>
  );
}
