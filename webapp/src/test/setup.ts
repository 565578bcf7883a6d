/** What jsdom lacks and the app needs: sizes, media queries, observers, a clipboard. Runs before every test file. */
import { cleanup, configure } from "@testing-library/react";
import { afterEach, beforeEach, vi } from "vitest";
import "@testing-library/jest-dom/vitest";
import { parseMarkdown } from "../lib/text/markdown.ts";
import { preferences } from "../lib/storage/preferences.ts";
import { diffTexts } from "../lib/text/textdiff.ts";
import type { Texts } from "../lib/text/textdiff.worker.ts";
import { toasts } from "../lib/toasts.ts";
import { hashFile } from "../features/upload/files/sha256.ts";
import type { ToHash } from "../features/upload/files/sha256.worker.ts";

// Lazy parts are fetched from disk, which on a busy machine takes more than the usual second.
configure({ asyncUtilTimeout: 8000 });

const WIDTH = 1600;
const HEIGHT = 800;

/** The workers, without a thread of their own. */
class InlineWorker extends EventTarget {
  postMessage(asked: string | Texts | ToHash): void {
    if (typeof asked === "object" && "file" in asked) {
      void hashFile(asked.file, () => undefined).then((sha256) =>
        this.dispatchEvent(new MessageEvent("message", { data: { sha256 } })),
      );
      return;
    }
    const data =
      typeof asked === "string"
        ? { html: parseMarkdown(asked) }
        : { lines: diffTexts(asked.before, asked.after, asked.timeout) };
    queueMicrotask(() => this.dispatchEvent(new MessageEvent("message", { data })));
  }
  terminate(): void {}
}

class Observer {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

beforeEach(() => {
  vi.stubGlobal("Worker", InlineWorker);
  vi.stubGlobal("ResizeObserver", Observer);
  vi.stubGlobal("IntersectionObserver", Observer);
  vi.stubGlobal("matchMedia", (query: string) =>
    Object.assign(new EventTarget(), { matches: false, media: query }),
  );
  vi.spyOn(Element.prototype, "clientWidth", "get").mockReturnValue(WIDTH);
  vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(HEIGHT);
  Element.prototype.scrollTo = () => undefined;
  Element.prototype.scrollIntoView = () => undefined;
  window.scrollTo = () => undefined;
  preferences.set({ theme: "system", language: "en", density: "normal", singleKeys: true });
});

afterEach(() => {
  cleanup();
  for (const toast of toasts.list()) toasts.dismiss(toast.id);
  window.localStorage.clear();
  window.sessionStorage.clear();
});
