import { Marked } from "marked";
import { describe, expect, test } from "vitest";
import { keepAllowed, parseMarkdown } from "./markdown.ts";
import { safeHtml } from "./sanitize.ts";

/** The sanitiser alone must do; `parse` leaves out the sweep before it. */
function render(text: string, parse: (text: string) => string | null = parseMarkdown): HTMLElement {
  const html = safeHtml(parse(text) ?? "", "Image");
  if (html === null) throw new Error("not laid out");
  const element = document.createElement("div");
  element.innerHTML = html;
  return element;
}

const markedAlone = (text: string): string => new Marked({ gfm: true, async: false }).parse(text) as string;

const ATTACKS = [
  "<script>window.__xss=1</script>",
  "<img src=x onerror=window.__xss=1>",
  "<img src=x onerror=window.__xss=1//",
  "<svg onload=window.__xss=1><circle/></svg>",
  '<svg><a xlink:href="javascript:window.__xss=1"><text>x</text></a></svg>',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=window.__xss=1&gt;">',
  '<math><mi//xlink:href="data:x,<script>window.__xss=1</script>">',
  "<iframe src=javascript:window.__xss=1></iframe>",
  '<iframe srcdoc="<script>parent.__xss=1</script>"></iframe>',
  "<object data=javascript:window.__xss=1></object>",
  "<embed src=javascript:window.__xss=1>",
  '<form action="javascript:window.__xss=1"><button>x</button></form>',
  '<button formaction="javascript:window.__xss=1">x</button>',
  '<base href="https://evil.example/">',
  '<meta http-equiv="refresh" content="0;url=https://evil.example">',
  "<style>*{background:url(https://evil.example)}</style>",
  '<p style="background:url(https://evil.example)">x</p>',
  '<link rel="stylesheet" href="https://evil.example/x.css">',
  "[x](javascript:window.__xss=1)",
  "[x](JaVaScRiPt:window.__xss=1)",
  "[x](java\tscript:window.__xss=1)",
  "[x](&#106;avascript:window.__xss=1)",
  "[x](javascript&colon;window.__xss=1)",
  "[x](\u0001javascript:window.__xss=1)",
  "[x](vbscript:msgbox)",
  "[x](data:text/html,<script>window.__xss=1</script>)",
  "[x](data:image/svg+xml;base64,PHN2Zy8+)",
  "<javascript:window.__xss=1>",
  "[x]: javascript:window.__xss=1\n\n[x]",
  '![x](https://evil.example/a.png "t\\" onerror=window.__xss=1")',
  '<a href="//evil.example">x</a>',
  '<a href="/\\evil.example">x</a>',
  '<a href="x" target="_top" onclick="window.__xss=1">x</a>',
  '<details open ontoggle="window.__xss=1"><summary>x</summary></details>',
  "<!--><img src=x onerror=window.__xss=1>-->",
  "```html\n<script>window.__xss=1</script>\n```",
  "````\n```\n<img src=x onerror=window.__xss=1>\n```\n````",
  '<noscript><p title="</noscript><img src=x onerror=window.__xss=1>">',
  '<table><caption><a id="x"><style><a title="</style><img src onerror=window.__xss=1>"></a>',
  '<xmp><p title="</xmp><img src=x onerror=window.__xss=1>">',
  "<template><script>window.__xss=1</script></template>",
  "<video><source onerror=window.__xss=1></video>",
  '<input autofocus onfocus="window.__xss=1">',
  '<input type="password" name="p">',
  "<textarea autofocus onfocus=window.__xss=1></textarea>",
  "<marquee onstart=window.__xss=1>x</marquee>",
  "<x is='custom' onclick=window.__xss=1>x</x>",
];
const FORBIDDEN =
  "script, style, iframe, object, embed, form, base, meta, link, svg, math, template, button, textarea, select, video, audio, source, [style], [srcset], [target], [name], [action], [formaction]";

const ALLOWED: Record<string, RegExp> = {
  href: /^(https?:|mailto:|#|\/(?![/\\]))/i,
  src: /^data:image\/(png|jpeg|gif|webp);base64,/,
};

describe("a README is safe to look at", () => {
  test.each(ATTACKS)("%s", (attack) => {
    for (const text of [
      attack,
      `before\n\n${attack}\n\nafter`,
      `> ${attack}`,
      `| a |\n|---|\n| ${attack} |`,
    ]) {
      const shown = [render(text), render(text, markedAlone)];
      for (const element of shown.flatMap((one) => [...one.querySelectorAll("*")])) {
        expect(element.matches(FORBIDDEN)).toBe(false);
        for (const { name, value } of element.attributes) {
          expect(name).not.toMatch(/^on/i);
          expect(value).toMatch(ALLOWED[name] ?? /^/);
        }
      }
    }
    expect(Reflect.get(window, "__xss")).toBeUndefined();
  });

  test("nothing loads by itself: a picture from elsewhere is a link", () => {
    const shown = render("![a cat](https://cats.example/cat.png)\n\n<img src='https://cats.example/2.png'>");
    expect(shown.querySelector("img")).toBeNull();
    const [first, second] = shown.querySelectorAll("a.remote-image");
    expect(first).toHaveTextContent("Image: a cat");
    expect(first).toHaveAttribute("href", "https://cats.example/cat.png");
    expect(second).toHaveTextContent("Image: https://cats.example/2.png");
  });

  test("a picture inside the text is shown", () => {
    const source = "data:image/png;base64,iVBORw0KGgo=";
    expect(render(`![dot](${source})`).querySelector("img")).toHaveAttribute("src", source);
  });

  test("links follow nobody and tell nothing", () => {
    expect(render("[x](https://example.org)").querySelector("a")).toHaveAttribute(
      "rel",
      "nofollow noopener noreferrer ugc",
    );
  });

  test("ids cannot meet the app's own, and links to them still work", () => {
    const shown = render(
      '# Über uns\n\n# Über uns\n\n[up](#über-uns) <a id="root">x</a> <p id=__config name=x>y</p>',
    );
    const ids = [...shown.querySelectorAll("[id]")].map((element) => element.id);
    expect(ids).toEqual([
      "user-content-über-uns",
      "user-content-über-uns-1",
      "user-content-root",
      "user-content-__config",
    ]);
    expect(decodeURI(shown.querySelector("a[href]")!.getAttribute("href")!)).toBe("#user-content-über-uns");
  });

  test("what Markdown is for stays", () => {
    const shown = render(
      "## Results\n\n| a | b |\n|---|--:|\n| 1 | **2** |\n\n- [x] done\n\n```python\nx = 1 < 2\n```\n<kbd>Q</kbd>",
    );
    expect(shown.querySelector("h3")).toHaveTextContent("Results");
    expect(shown.querySelector("td strong")).toHaveTextContent("2");
    expect(shown.querySelector("input")).toBeDisabled();
    expect(shown.querySelector("pre code.language-python")).toHaveTextContent("x = 1 < 2");
    expect(shown.querySelector("kbd")).toHaveTextContent("Q");
  });
});

describe("the sweep before the sanitiser", () => {
  test.each([
    ["<p onclick=x style='a:b' ID=q>t</p>", '<p id="q">t</p>'],
    ["<script>x</script>a<style>b", "a"],
    ["<!-- <b> -->c<!--", "c"],
    ["1 < 2 <3 <b", "1 &lt; 2 &lt;3 &lt;b"],
    ["<a href='\"><i onx>'>t</a>", '<a href="&quot;>&lt;i onx>">t</a>'],
    ["<unknown x=1>t</unknown>", "t"],
    ["<br/><input type=checkbox checked>", '<br><input type="checkbox" checked="">'],
  ])("%s", (html, kept) => expect(keepAllowed(html)).toBe(kept));
});

describe("what is too much", () => {
  test("a text longer than any README is not parsed", () => {
    expect(parseMarkdown("word ".repeat(100_000))).toBeNull();
  });
  test("nesting beyond the parser's stack is not laid out", () => {
    expect(parseMarkdown("> ".repeat(10_000))).toBeNull();
  });
  test("a hundred thousand elements are not laid out", () => {
    expect(safeHtml("<p>".repeat(100_000), "Image")).toBeNull();
  });
});
