/** What hostile.spec.ts pushes: published ways to run a script or to call home, as a README, args, titles and files. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const RUN = "window.__xss=(window.__xss||0)+1";

/** Pages under every name. */
export const FILES = [
  "page.html",
  "picture.svg",
  "notes.ipynb",
  "data.xml",
  "' onload='alert(1).svg",
  "&lt;img src=x onerror=alert(1)&gt;.html",
];
/** Pages that call themselves pictures. */
export const PICTURES = ["photo.png", "scan.jpeg"];

/** The corpus: each line is one way in. */
function corpus(url: string): string[] {
  const tell = `fetch('${url}/script');${RUN}`;
  return [
    `<script>${tell}</script>`,
    `<script src="${url}/src.js"></script>`,
    `<ScRiPt>${RUN}</sCrIpT>`,
    `<scr<script>ipt>${RUN}</scr</script>ipt>`,
    `<img src="${url}/img" onerror="${RUN}" onload="${RUN}">`,
    `<img src=x onerror=${RUN}>`,
    `<IMG """><SCRIPT>${RUN}</SCRIPT>">`,
    `<svg onload="${RUN}"><script>${RUN}</script><animate onbegin=${RUN} attributeName=x dur=1s></svg>`,
    `<svg><use href="${url}/use.svg#x"/><image href="${url}/image"/></svg>`,
    `<math><mtext><table><mglyph><style><img src=x onerror=${RUN}></style></mglyph></table></mtext></math>`,
    `<math href="javascript:${RUN}">x</math>`,
    `<noscript><p title="</noscript><img src=x onerror=${RUN}>">`,
    `<form><math><mtext></form><form><mglyph><style></math><img src onerror=${RUN}>`,
    `<svg></p><style><a id="</style><img src=1 onerror=${RUN}>">`,
    `<iframe src="${url}/frame"></iframe><iframe srcdoc="<script>parent.${RUN}</script>"></iframe>`,
    `<object data="${url}/object"></object><embed src="${url}/embed">`,
    `<form action="${url}/form"><input name=q autofocus onfocus="${RUN}"><button>go</button></form>`,
    `<base href="${url}/base/"><meta http-equiv=refresh content="0;url=${url}/meta">`,
    `<link rel=stylesheet href="${url}/style"><link rel=prefetch href="${url}/prefetch">`,
    `<style>@import '${url}/import'; body{background:url(${url}/background)}</style>`,
    `<p style="background:url(${url}/inline)">styled</p><body onload="${RUN}">`,
    `<video src="${url}/video" poster="${url}/poster" onerror="${RUN}"></video><audio src="${url}/audio" autoplay>`,
    `<details open ontoggle="${RUN}">x</details><marquee onstart="${RUN}">x</marquee>`,
    `<a href="${url}/ping" ping="${url}/pinged">ping</a>`,
    `<a id=__config></a><form id=root name=fetch><input name=body></form><img name=cookie>`,
    `[a](javascript:${RUN}) [b](JaVaScRiPt:${RUN}) [c](java\tscript:${RUN}) [d](&#106;avascript:${RUN})`,
    `[e](javascript&colon;${RUN}) [f](\u0001javascript:${RUN}) [g](vbscript:msgbox) [h](<javascript:${RUN}>)`,
    `[i](data:text/html,<script>${RUN}</script>) [j](data:text/html;base64,PHNjcmlwdD4=) [k](file:///etc/passwd)`,
    `[l]: javascript:${RUN}`,
    `[l] <javascript:${RUN}> <data:text/html,x> https://x.test/"onmouseover="${RUN}`,
    `![x](${url}/image.png) ![y](${url}/title.png "a\\" onerror=\\"${RUN}") ![z](javascript:${RUN})`,
    `![r][ref]`,
    `[ref]: ${url}/reference.png "x"`,
    `<!-- <img src="${url}/comment"> --> <![CDATA[<img src="${url}/cdata">]]> <?php echo 1 ?>`,
    `\`\`\`html\n<script>${RUN}</script><img src="${url}/fence">\n\`\`\``,
    '```mermaid\ngraph TD; A["<img src=x onerror=' + RUN + '>"] --> B; click A "javascript:' + RUN + '"\n```',
    `$\\href{javascript:${RUN}}{x}$ $$\\htmlData{x=${RUN}}{y} \\includegraphics{${url}/katex}$$`,
    `| <img src=${url}/cell> | [x](javascript:${RUN}) |\n|---|---|\n| <script>${RUN}</script> | ![c](${url}/cell.png) |`,
    `Note[^1]\n\n[^1]: <img src=${url}/note onerror=${RUN}>`,
  ];
}

/** Push a model that has the corpus everywhere; return its ID. */
export async function pushed(
  cli: (...words: string[]) => Promise<string>,
  url: string,
  lr: number,
): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "modelbase-hostile-"));
  try {
    const weights = join(folder, "weights");
    mkdirSync(weights);
    const page = `<html><script>fetch('${url}/opened');${RUN}</script><svg onload="${RUN}"/></html>`;
    for (const name of [...FILES, ...PICTURES]) writeFileSync(join(weights, name), page);
    writeFileSync(join(folder, "README.md"), `# Hostile\n\n${corpus(url).join("\n\n")}`);
    const short = `<img src=${url}/text onerror=${RUN}>`;
    const args = join(folder, "args.json");
    const deep = Object.fromEntries(corpus(url).map((text, at) => [`${at} ${text.slice(0, 90)}`, text]));
    const odd = { __proto__: 1, constructor: short, "</script>": "</script><script>" + RUN + "</script>" };
    writeFileSync(
      args,
      JSON.stringify({
        dataset: "hostile",
        arch: "m",
        lr,
        [short]: short,
        deep,
        odd,
        link: `javascript:${RUN}`,
      }),
    );
    await cli(
      "push",
      weights,
      "--args",
      args,
      "--readme",
      join(folder, "README.md"),
      "--title",
      `${short.slice(0, 80)} ${lr}`,
      "--tag",
      "<svg onload=alert(1)>",
      "--metric",
      `top1=${lr}`,
    );
    return (await cli("id", "--args", args)).trim().split(/\s/)[0]!;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
