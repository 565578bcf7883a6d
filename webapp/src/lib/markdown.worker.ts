/** The worker around parseMarkdown: a text comes in, HTML or null goes out, in order. */
import { parseMarkdown } from "./markdown.ts";

addEventListener("message", (event: MessageEvent<string>) => postMessage(parseMarkdown(event.data)));
