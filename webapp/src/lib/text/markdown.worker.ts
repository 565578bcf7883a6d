/** The worker around parseMarkdown: tells that it begins, then HTML or null. Nothing else may live here. */
import { parseMarkdown } from "./markdown.ts";

export type Told = { begun: true } | { html: string | null };

addEventListener("message", (event: MessageEvent<string>) => {
  postMessage({ begun: true } satisfies Told);
  postMessage({ html: parseMarkdown(event.data) } satisfies Told);
});
