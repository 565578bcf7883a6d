/**
 * HTML of a README made safe: changes to the inert document first, the sanitiser last of all. An allow-list of tags
 * and attributes; nothing loads by itself; ids cannot meet the app's own. Loaded only where a README is shown.
 */
import createPurifier, { type Config } from "dompurify";
import { ATTRIBUTES, TAGS } from "./allowed.ts";

/** A page with more elements than this takes seconds to clean and to lay out. */
const MAX_TAGS = 30_000;
const PREFIX = "user-content-";
const CONFIG: Config = {
  ALLOWED_TAGS: [...TAGS],
  ALLOWED_ATTR: [...ATTRIBUTES],
  // The rule for addresses is for addresses: `type="checkbox"` is none.
  ADD_URI_SAFE_ATTR: [...ATTRIBUTES].filter((name) => name !== "href" && name !== "src"),
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  ALLOW_UNKNOWN_PROTOCOLS: false,
  ALLOWED_URI_REGEXP: /^(?:https?:|mailto:|#|\/(?![/\\])|data:image\/(?:png|jpeg|gif|webp);base64,)/i,
  SANITIZE_DOM: true,
};
const PICTURE = /^data:image\/(?:png|jpeg|gif|webp);base64,/i;
/** How a README names an image that is kept with its model: by its bytes. */
const OWN = /^(?:\.\/)?images\/([0-9a-f]{64}\.(?:png|jpg|gif|webp))$/;
const OWN_ADDRESS = /^[0-9a-f]{64}\.(?:png|jpg|gif|webp)$/;
const REL = "nofollow noopener noreferrer ugc";

const purifier = createPurifier(window);
/** Where the images of the README in hand lie; null if it has none of its own. */
let home: string | null = null;

purifier.addHook("afterSanitizeAttributes", (element) => {
  // The last word on each element, after the sanitiser has dropped what is not allowed.
  keepPicturesInImages(element);
  keepOwnNames(element);
  if (element.nodeName === "A") element.setAttribute("rel", REL);
  if (element.nodeName === "INPUT") {
    if (element.getAttribute("type") !== "checkbox") element.remove();
    element.setAttribute("disabled", "");
  }
});

/** A data: picture, or one of the model's own, may be an image's source and nothing else; an image has no other source. */
function keepPicturesInImages(element: Element): void {
  if (PICTURE.test(element.getAttribute("href") ?? "")) element.removeAttribute("href");
  const source = element.getAttribute("src");
  if (source !== null && !(element.nodeName === "IMG" && (PICTURE.test(source) || isOwn(source))))
    element.removeAttribute("src");
}

function isOwn(source: string): boolean {
  return home !== null && source.startsWith(home) && OWN_ADDRESS.test(source.slice(home.length));
}

/** An id is ours by its prefix; a class is one that the renderer makes. */
function keepOwnNames(element: Element): void {
  if (!(element.getAttribute("id") ?? PREFIX).startsWith(PREFIX)) element.removeAttribute("id");
  const name = element.getAttribute("class");
  if (name !== null && !/^(language-[\w+#-]+|remote-image)$/.test(name)) element.removeAttribute("class");
}

/** Make HTML safe to put into a page, or return null if there is too much of it; `images` is where its images lie. */
export function safeHtml(html: string, imageWord: string, images: string | null = null): string | null {
  home = images;
  if (html.split("<", MAX_TAGS + 1).length > MAX_TAGS) return null;
  const inert = new DOMParser().parseFromString(html, "text/html");
  replaceImages(inert, imageWord);
  nameHeadings(inert);
  prefixIds(inert);
  return purifier.sanitize(inert.body.innerHTML, CONFIG);
}

/** A picture from elsewhere would tell its host who reads: a link stands in its place. */
function replaceImages(document: Document, imageWord: string): void {
  for (const image of document.querySelectorAll("img, image, picture, video, audio")) {
    const source = image.getAttribute("src") ?? "";
    if (image.nodeName === "IMG" && PICTURE.test(source)) continue;
    const own = image.nodeName === "IMG" && home !== null ? OWN.exec(source) : null;
    if (own) {
      image.setAttribute("src", home + own[1]!);
      continue;
    }
    const link = document.createElement("a");
    link.className = "remote-image";
    link.textContent = `${imageWord}: ${image.getAttribute("alt") || source || "?"}`;
    if (source !== "") link.setAttribute("href", source);
    image.replaceWith(link);
  }
}

/** The title of the page is its first heading, so those of a README begin one below; each gets a name to link to. */
function nameHeadings(document: Document): void {
  for (const level of [5, 4, 3, 2, 1]) {
    for (const heading of document.querySelectorAll(`h${level}`)) {
      const lower = document.createElement(`h${level + 1}`);
      if (heading.id !== "") lower.id = heading.id;
      lower.append(...heading.childNodes);
      heading.replaceWith(lower);
    }
  }
  const taken = new Map<string, number>();
  for (const heading of document.querySelectorAll("h2, h3, h4, h5, h6")) {
    if (heading.id !== "") continue;
    const words = (heading.textContent ?? "").trim().toLowerCase();
    const slug = words.replace(/[^\p{L}\p{N}\s_-]/gu, "").replace(/\s+/g, "-") || "section";
    const count = taken.get(slug) ?? 0;
    taken.set(slug, count + 1);
    heading.id = count === 0 ? slug : `${slug}-${count}`;
  }
}

function prefixIds(document: Document): void {
  for (const element of document.querySelectorAll("[id]")) element.id = PREFIX + element.id;
  for (const link of document.querySelectorAll('a[href^="#"]')) {
    link.setAttribute("href", `#${PREFIX}${(link.getAttribute("href") ?? "").slice(1)}`);
  }
}
