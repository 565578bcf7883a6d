import { expect, test } from "vitest";
import { admin as adminEn } from "./en/admin.ts";
import { uploading as uploadingEn } from "./en/uploading.ts";
import { card as cardEn } from "./en/card.ts";
import { en as first } from "./en.ts";
import { admin as adminKo } from "./ko/admin.ts";
import { uploading as uploadingKo } from "./ko/uploading.ts";
import { card as cardKo } from "./ko/card.ts";
import { ko as firstKo } from "./ko.ts";

// Administration, uploading and the model page load their words with their pages.
const en = { ...first, admin: adminEn, uploading: uploadingEn, card: cardEn };
const ko = { ...firstKo, admin: adminKo, uploading: uploadingKo, card: cardKo };

type Words = { [key: string]: Words | string | ((...args: never[]) => string) };

function leaves(words: Words, path = ""): [string, string][] {
  return Object.entries(words).flatMap(([key, value]): [string, string][] => {
    const here = `${path}.${key}`;
    if (typeof value === "string") return [[here, value]];
    if (typeof value === "function") return [[here, value(...([2, 3, 4, 5, 6] as never[]))]];
    return leaves(value, here);
  });
}

const SAME =
  /^\.(diff\.(sections\.readme|ignoreAddHint|hash|place)|app\.name|model\.readme|files\.sha256|use\.(python|curl)|filter\.textHint|account\.onlyHint|tools\.(fold\.single|plot\.(range|point|missing)|export\.formats\.\w+)|weights\.unreadable|lineage\.noteBy|card\.(use\.lightning|metrics\.told|runs\.(kept|origin\.(python|gpu)))|card\.activity\.via\.session)$/;

test("every word has Hangul in Korean, apart from names and examples", () => {
  const left = leaves(ko).filter(([path, text]) => !/\p{Script=Hangul}/u.test(text) && !SAME.test(path));
  expect(left.filter(([path]) => !["trash.by", "models.range"].some((end) => path.endsWith(end)))).toEqual(
    [],
  );
});

test("both languages say the same things", () => {
  expect(leaves(ko).map(([path]) => path)).toEqual(leaves(en).map(([path]) => path));
});

test("English plurals agree with their numbers", () => {
  expect(en.models.count(1)).toBe("1 model");
  expect(en.models.count(100_214)).toBe("100,214 models");
});
