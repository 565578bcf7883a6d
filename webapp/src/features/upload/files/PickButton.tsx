/** A button that opens the browser's file chooser. What was picked comes with the paths that the browser tells. */
import { useRef, type ReactNode } from "react";
import { Button } from "../../../components/controls/Button.tsx";
import type { Given } from "./given.ts";

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
