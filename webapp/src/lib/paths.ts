/**
 * Every URL of the app and of the bytes it links to. Nothing else may put a URL together. Paths here are those below the
 * server's public address, as the router knows them; `here` and `serverAddress` make of them what a browser asks for.
 * IDs stand in paths as they are, `imagenet/resnet50:3c7039714`.
 */

/** The path of the server's public address, which the server writes into its page: empty, or such as `/team/registry`. */
export function rootPath(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="modelbase-path"]')?.content ?? "";
}

/** The address of the server, as a command line takes it. */
export function serverAddress(): string {
  return window.location.origin + rootPath();
}

/** A path of the app or the API as it stands in the address of this host. */
export function here(path: string): string {
  return rootPath() + path;
}

/** Where the server's API lies. */
export const API = "/api/v1";

/** The route parameters of a model's page. */
export function modelParams(id: string): { dataset: string; model: string } {
  const slash = id.indexOf("/");
  return { dataset: id.slice(0, slash), model: id.slice(slash + 1) };
}

/** The address of a model's page. */
export function modelPath(id: string): string {
  return `/models/${encodeId(id)}`;
}

/** The route that sends a browser to the bytes of one file. */
export function filePath(id: string, checkpoint: string, path: string): string {
  const inside = path.split("/").map(encodeURIComponent).join("/");
  return `${API}/models/${encodeId(id)}/checkpoints/${encodeURIComponent(checkpoint)}/files/${inside}`;
}

/** Where the images of a model's README lie. */
export function imagesPath(id: string): string {
  return `${API}/models/${encodeId(id)}/images/`;
}

/** An ID as it stands in a URL: its slash and colon stay. */
export function encodeId(id: string): string {
  return id
    .split("/")
    .map((part) => encodeURIComponent(part).replaceAll("%3A", ":"))
    .join("/");
}

/** Where to go after signing in: the wanted path if it is one of this app, else the table. */
export function safeNext(next: unknown, origin: string): string {
  // oxlint-disable-next-line no-control-regex
  if (typeof next !== "string" || !next.startsWith("/") || /[\\\u0000-\u0020\u007f]/.test(next)) return "/";
  if (!URL.canParse(next, origin)) return "/";
  const url = new URL(next, origin);
  const outside = url.origin !== origin || next.startsWith("//");
  if (outside || /^\/(api|auth|sign-in)(\/|$)/.test(url.pathname)) return "/";
  return url.pathname + url.search + url.hash;
}

/** Where a sign-in through GitHub begins, and to which path of this app it leads. The server's word is checked too. */
export function startPath(url: string, next: string): string {
  const start = /^\/[A-Za-z0-9._~-]/.test(url) ? url : here("/auth/start");
  return next === "/" ? start : `${start}?next=${encodeURIComponent(next)}`;
}

/** The whole address of a model's page, to be passed on. */
export function modelAddress(id: string, origin: string): string {
  return `${origin}/models/${encodeId(id)}`;
}

/** The whole address of a share link. */
export function linkAddress(secret: string, origin: string): string {
  return `${origin}/s/${encodeURIComponent(secret)}`;
}

/** The address on this very machine to which a command line is answered, if that is what it is; else null. */
export function loopback(address: string, port: number): string | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  const ours = url.protocol === "http:" && url.hostname === "127.0.0.1" && url.port === String(port);
  return ours && url.pathname === "/" && url.username === "" && url.password === "" ? url.href : null;
}

/** Where a command line on this machine hears a no (RFC 6749, 4.1.2.1). */
export function refusal(port: number, state: string): string {
  return `http://127.0.0.1:${port}/?${new URLSearchParams({ error: "access_denied", state })}`;
}
