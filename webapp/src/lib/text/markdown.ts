/**
 * Markdown to HTML of allowed tags, and nothing else: what makes it safe to show is sanitize.ts. Runs in a worker, because some short
 * texts keep the parser busy for a minute.
 */
import { Marked } from "marked";
import { ATTRIBUTES, TAGS } from "./allowed.ts";

const MAX_LENGTH = 300_000;
const marked = new Marked({ gfm: true, async: false });

/** Parse a text; null if it is too long or too deeply nested. */
export function parseMarkdown(text: string): string | null {
  if (text.length > MAX_LENGTH) return null;
  try {
    return keepAllowed(marked.parse(text) as string);
  } catch (error) {
    // Nesting deeper than the parser's stack.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

// Elements that go with all that is inside.
const WHOLE =
  /<(script|style|template|noscript|iframe|object|svg|math|title|textarea|xmp|noembed|noframes)\b[^]*?(?:<\/\1\s*>|$)/gi;
const COMMENT = /<!--[^]*?(?:-->|$)/g;
const TAG = /<(\/?)([a-z][^\s/>]*)((?:[^>"']|"[^"]*"|'[^']*')*)>/gi;
const ATTRIBUTE = /([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?/g;

/**
 * HTML text rebuilt from the tags and attributes that are allowed, without a parser. This is not what makes it safe
 * (sanitize.ts is): it keeps a hostile text from even trying, since the browser reports each try as a breach of the
 * content policy, also in a document that is never shown. Runs in the worker.
 */
export function keepAllowed(html: string): string {
  const text = html.replace(COMMENT, "").replace(WHOLE, "");
  let kept = "";
  let end = 0;
  for (const found of text.matchAll(TAG)) {
    kept += withoutTags(text.slice(end, found.index)) + tag(found[1]!, found[2]!.toLowerCase(), found[3]!);
    end = found.index + found[0].length;
  }
  return kept + withoutTags(text.slice(end));
}

function tag(slash: string, name: string, attributes: string): string {
  if (!TAGS.has(name)) return "";
  return slash === "/"
    ? `</${name}>`
    : `<${name}${[...attributes.matchAll(ATTRIBUTE)].map(attribute).join("")}>`;
}

function attribute([, name = "", double, single, bare]: RegExpExecArray): string {
  if (!ATTRIBUTES.has(name.toLowerCase())) return "";
  const value = double ?? single ?? bare ?? "";
  return ` ${name.toLowerCase()}="${value.replaceAll('"', "&quot;").replaceAll("<", "&lt;")}"`;
}

function withoutTags(text: string): string {
  return text.replaceAll("<", "&lt;");
}
