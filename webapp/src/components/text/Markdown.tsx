/** The lazy door to MarkdownView: parser and sanitiser load when the first README is shown. */
import { lazy, Suspense } from "react";
import type { MarkdownProps } from "./MarkdownView.tsx";
import { Skeleton } from "../feedback/Skeleton.tsx";

const MarkdownView = lazy(async () => ({ default: (await import("./MarkdownView.tsx")).MarkdownView }));

/** Shows Markdown. */
export function Markdown(props: MarkdownProps) {
  return (
    <Suspense fallback={<Skeleton />}>
      <MarkdownView {...props} />
    </Suspense>
  );
}
