/** Bytes and counts of each name or owner, largest first, with a bar for the part of all. */
import { Link } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import type { Kept } from "../../api/types.ts";
import { Button } from "../../components/controls/Button.tsx";
import { Scroll } from "../../components/layout/Scroll.tsx";
import { useLocale } from "../../i18n/messages.ts";
import { formatBytes, formatCount } from "../../lib/format/format.ts";
import { useWords } from "./useWords.ts";

const FIRST = 15;

export interface KeptTableProps {
  title: string;
  heading: string;
  whole: number;
  /** `where` is the filter that shows the row's models. */
  rows: readonly (Kept & { key: string; where: string })[];
}

/** A plain table. */
export function KeptTable({ title, heading, whole, rows }: KeptTableProps) {
  const t = useWords();
  const { language } = useLocale();
  const [all, setAll] = useState(false);
  const words = t.admin.storage;
  const shown = all ? rows : rows.slice(0, FIRST);
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <h3 className="font-semibold">{title}</h3>
      <Scroll label={title}>
        <table>
          <thead>
            <tr>
              <th scope="col">{heading}</th>
              <th scope="col" className="text-right">
                {words.models}
              </th>
              <th scope="col" className="text-right">
                {words.checkpoints}
              </th>
              <th scope="col" className="text-right">
                {words.bytes}
              </th>
              <th scope="col">{words.share}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <tr key={row.key}>
                <th scope="row">
                  <Link to="/" search={{ where: row.where }} className="text-accent hover:underline">
                    {row.key}
                  </Link>
                </th>
                <td className="text-right">{formatCount(row.models, language)}</td>
                <td className="text-right">{formatCount(row.checkpoints, language)}</td>
                <td className="text-right">{formatBytes(row.size, language)}</td>
                <td>
                  <Bar part={whole === 0 ? 0 : row.size / whole} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {shown.length < rows.length && (
        <Button className="self-center" onClick={() => setAll(true)}>
          {t.app.loadMore}
        </Button>
      )}
    </div>
  );
}

function Bar({ part }: { part: number }) {
  const { language } = useLocale();
  const bar = useRef<HTMLSpanElement>(null);
  useEffect(() => bar.current?.style.setProperty("width", `${Math.max(part * 100, 0.5)}%`), [part]);
  return (
    <span className="flex items-center gap-2">
      <span aria-hidden className="block h-1.5 w-14 shrink-0 overflow-hidden rounded-full bg-sunken">
        <span ref={bar} className="block h-full rounded-full bg-accent-fill" />
      </span>
      <span className="text-muted">
        {part.toLocaleString(language, { style: "percent", maximumFractionDigits: 1 })}
      </span>
    </span>
  );
}
