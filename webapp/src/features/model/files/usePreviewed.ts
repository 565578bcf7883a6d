/** Which file is previewed: the address says it, so that it can be linked and Back closes it. */
import { useNavigate, useRouter, useSearch } from "@tanstack/react-router";
import { useRef } from "react";

/** The path, or undefined, and what opens and closes a preview. */
export function usePreviewed() {
  const navigate = useNavigate();
  const router = useRouter();
  const { file } = useSearch({ strict: false });
  const openedHere = useRef(false);
  return {
    path: file,
    open: (path: string): void => {
      openedHere.current = true;
      void navigate({ to: ".", search: (old: object) => ({ ...old, file: path }), resetScroll: false });
    },
    // What was opened here is gone back from; who came by a link stays on this page.
    close: (): void => {
      if (openedHere.current) router.history.back();
      else
        void navigate({
          to: ".",
          search: (old: object) => ({ ...old, file: undefined }),
          replace: true,
          resetScroll: false,
        });
    },
  };
}
