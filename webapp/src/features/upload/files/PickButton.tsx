/** A button that opens the browser's file chooser. What was picked comes with the paths that the browser tells. */
import { type ReactNode, useRef } from "react";
import type { DropZoneProps } from "react-aria-components/DropZone";
import { Button } from "../../../components/controls/Button.tsx";
import { withoutTop } from "./names.ts";

export interface PickButtonProps {
  label: string;
  onPick: (given: Given[]) => void;
  /** A folder with all that is in it. */
  folder?: boolean;
  /** One file of these types. */
  accept?: string;
  children: ReactNode;
}

/** Press to choose. */
export function PickButton({ label, onPick, folder = false, accept, children }: PickButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button onClick={() => input.current?.click()} aria-label={label}>
        {children}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={label}
        accept={accept}
        multiple={accept === undefined}
        webkitdirectory={folder ? "" : undefined}
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          event.currentTarget.value = "";
          if (files.length > 0)
            onPick(files.map((file) => ({ path: file.webkitRelativePath || file.name, file })));
        }}
      />
    </>
  );
}

declare module "react" {
  interface InputHTMLAttributes<T> {
    /** Not in React's types; every browser has it. */
    webkitdirectory?: T extends HTMLInputElement ? "" | undefined : never;
  }
}

// Files as they are handed over by a chooser or a drop, with their paths in the checkpoint.

type DropItem = Parameters<NonNullable<DropZoneProps["onDrop"]>>[0]["items"][number];

export interface Given {
  path: string;
  file: File;
}

/** What is in a picked folder stands at the root. */
export function atRoot(given: readonly Given[]): Given[] {
  const paths = withoutTop(given.map((one) => one.path));
  return given.map(({ file }, at) => ({ path: paths[at]!, file }));
}

/** All files of what was dropped, folders with all that is in them. */
export async function dropped(items: readonly DropItem[]): Promise<Given[]> {
  const all: Given[] = [];
  for (const item of items) await collect(item, "", all);
  return atRoot(all);
}

async function collect(item: DropItem, prefix: string, all: Given[]): Promise<void> {
  if (item.kind === "file") all.push({ path: prefix + item.name, file: await item.getFile() });
  if (item.kind !== "directory") return;
  for await (const entry of item.getEntries()) await collect(entry, `${prefix}${item.name}/`, all);
}
