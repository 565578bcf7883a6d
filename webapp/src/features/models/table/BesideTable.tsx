/** What the table opens beside itself: the whole value of a cell, the statistics of a column. Each loads when asked for. */
import { lazy, Suspense } from "react";
import type { ShownValue } from "./ValueDrawer.tsx";

const ValueDrawer = lazy(async () => ({ default: (await import("./ValueDrawer.tsx")).ValueDrawer }));
const ColumnStatistics = lazy(async () => ({
  default: (await import("../statistics/ColumnStatistics.tsx")).ColumnStatistics,
}));

export type Beside = { value: ShownValue } | { statistics: { key: string; anchor: HTMLElement } } | null;

export interface BesideTableProps {
  open: Beside;
  where: string;
  onFilter: (where: string) => void;
  onClose: () => void;
}

/** Whatever is open. */
export function BesideTable({ open, where, onFilter, onClose }: BesideTableProps) {
  if (open === null) return null;
  return (
    <Suspense>
      {"value" in open ? (
        <ValueDrawer shown={open.value} onClose={onClose} />
      ) : (
        <ColumnStatistics
          column={open.statistics.key}
          anchor={open.statistics.anchor}
          where={where}
          onFilter={onFilter}
          onClose={onClose}
        />
      )}
    </Suspense>
  );
}
