/** The first cell of a tree's row: indented, with a chevron where there is something to open. */
import { ChevronDown, ChevronRight } from "lucide-react";
import type { ReactNode } from "react";

const INDENT = 18;

export interface IndentedProps {
  depth: number;
  branch: boolean;
  open: boolean;
  title: string;
  children: ReactNode;
}

/** A name at its depth. */
export function Indented({ depth, branch, open, title, children }: IndentedProps) {
  const Chevron = open ? ChevronDown : ChevronRight;
  return (
    <span
      role="gridcell"
      title={title}
      className="flex w-[45%] max-w-md min-w-0 shrink-0 items-center gap-1"
      style={{ paddingLeft: depth * INDENT }}
    >
      <span aria-hidden className="w-4 shrink-0 text-muted">
        {branch && <Chevron size={15} />}
      </span>
      {children}
    </span>
  );
}
