/** What a browser calls itself, in words: name and system. Pure; a name that is not known stands as it is. */

const BROWSERS: [RegExp, string][] = [
  [/\bEdg(e|A|iOS)?\//, "Edge"],
  [/\b(OPR|Opera)\//, "Opera"],
  [/\bSamsungBrowser\//, "Samsung Internet"],
  [/\bWhale\//, "Whale"],
  [/\bVivaldi\//, "Vivaldi"],
  [/\b(Firefox|FxiOS)\//, "Firefox"],
  [/\b(HeadlessChrome|Chromium)\//, "Chromium"],
  [/\b(Chrome|CriOS)\//, "Chrome"],
  [/\bVersion\/\S+ (Mobile\/\S+ )?Safari\//, "Safari"],
];

const SYSTEMS: [RegExp, string][] = [
  [/\biPhone\b/, "iOS"],
  [/\biPad\b/, "iPadOS"],
  [/\bAndroid\b/, "Android"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bWindows\b/, "Windows"],
  [/\bMac OS X\b|\bMacintosh\b/, "macOS"],
  [/\bLinux\b|\bX11\b/, "Linux"],
];

const LONGEST = 60;

export interface Agent {
  browser: string | null;
  system: string | null;
  /** For an icon. */
  mobile: boolean;
}

/** Read a User-Agent; hostile text is cut and never more than text. */
export function readAgent(text: string): Agent {
  const find = (known: [RegExp, string][]): string | null =>
    known.find(([sign]) => sign.test(text))?.[1] ?? null;
  const system = find(SYSTEMS);
  // Not a browser: `curl/8.5.0` and the like say who they are with their first word.
  const other = text.trim().split(/[\s/]/)[0]!.slice(0, LONGEST);
  const browser = find(BROWSERS) ?? (other === "" || other === "Mozilla" ? null : other);
  return { browser, system, mobile: system === "iOS" || system === "iPadOS" || system === "Android" };
}
