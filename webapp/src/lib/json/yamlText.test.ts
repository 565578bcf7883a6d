import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseExact } from "./json.ts";
import { writeYaml } from "./yamlText.ts";

const { rows } = JSON.parse(readFileSync("../tests/contract/yaml-text.json", "utf8")) as {
  rows: { args: string; yaml: string }[];
};

test.each(rows)("args are written as the YAML that the server's tests read back: $args", ({ args, yaml }) => {
  expect(writeYaml(parseExact(args))).toBe(yaml);
});
