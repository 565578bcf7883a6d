/** A fake S3 store for uploads: answers each PUT with the next status that was set, and keeps what it took. */
import { vi } from "vitest";

export interface FakeStore {
  /** The next answers; without one a PUT waits for ever. */
  answers: number[];
  /** The URLs that took bytes. */
  stored: string[];
}

/** Take the place of the browser's XMLHttpRequest. */
export function fakeStore(): FakeStore {
  const store: FakeStore = { answers: [], stored: [] };
  vi.stubGlobal(
    "XMLHttpRequest",
    class extends EventTarget {
      readonly upload = new EventTarget();
      status = 0;
      private url = "";
      open(_method: string, url: string): void {
        this.url = url;
      }
      setRequestHeader(name: string): void {
        if (name.toLowerCase() === "content-length") throw new Error("the browser refuses that");
      }
      abort(): void {
        this.dispatchEvent(new Event("loadend"));
      }
      send(): void {
        const next = store.answers.shift();
        if (next === undefined) return;
        queueMicrotask(() => {
          this.status = next;
          if (next === 200) store.stored.push(this.url);
          this.dispatchEvent(new Event("loadend"));
        });
      }
    },
  );
  return store;
}
