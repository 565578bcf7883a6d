import { expect, test } from "vitest";
import { shapeText, shardOf, tensorRows } from "./tensorTree.ts";
import { formatShort } from "../../../lib/format/format.ts";
import { openRows } from "../../../lib/json/tree.ts";

const tensor = (name: string, shape: number[], file = "model.safetensors") => {
  const parameters = shape.reduce((product, length) => product * length, 1);
  return { name, dtype: "F32", shape, parameters, size: parameters * 4, file };
};
const TENSORS = [
  tensor("conv.weight", [64, 3]),
  tensor("layer1.0.conv.weight", [4, 4]),
  tensor("layer1.0.conv.bias", [4]),
  tensor("layer1.1.bias", [2]),
  tensor("step", []),
];

test("tensors hang on the dots of their names, with sums on every branch", () => {
  const rows = tensorRows(TENSORS);
  const said = rows.map((row) => `${" ".repeat(row.depth)}${row.name} ${row.tensors} ${row.parameters}`);
  expect(said).toEqual([
    "conv 1 192",
    " weight 1 192",
    "layer1 3 22",
    " 0.conv 2 20",
    "  weight 1 16",
    "  bias 1 4",
    " 1 1 2",
    "  bias 1 2",
    "step 1 1",
  ]);
});

test("several files are the first level", () => {
  const rows = tensorRows([...TENSORS, tensor("conv.weight", [1], "b.pt")]);
  expect(rows.filter((row) => row.depth === 0).map((row) => row.name)).toEqual(["model.safetensors", "b.pt"]);
});

test("the shards of one model are one tree", () => {
  const shard = (part: number): string => `model-0000${part}-of-00002.safetensors`;
  const split = [tensor("layer.0.weight", [2], shard(1)), tensor("layer.1.weight", [2], shard(2))];
  expect(tensorRows(split).map((row) => row.name)).toEqual(["layer", "0", "weight", "1", "weight"]);
  const beside = tensorRows([...split, tensor("x", [1], "b.pt")]);
  expect(beside.filter((row) => row.depth === 0).map((row) => row.name)).toEqual([
    "model.safetensors",
    "b.pt",
  ]);
  expect(shardOf("a/model-00012-of-00163.safetensors")).toEqual({
    whole: "a/model.safetensors",
    part: "12/163",
  });
  expect([shardOf("model.safetensors"), shardOf("epoch-00001.pt")]).toEqual([null, null]);
});

test("a tensor may carry the name of a branch", () => {
  const rows = tensorRows([tensor("a", [1]), tensor("a.b", [2])]);
  expect(new Set(rows.map((row) => row.key)).size).toBe(rows.length);
  expect(rows.filter((row) => row.tensor !== null)).toHaveLength(2);
});

test("closed branches hide what hangs on them", () => {
  const rows = tensorRows(TENSORS);
  expect(openRows(rows, new Set()).map((row) => row.name)).toEqual(["conv", "layer1", "step"]);
});

test("shapes and counts are written as people read them", () => {
  expect([shapeText([64, 3]), shapeText([])]).toEqual(["64 × 3", "()"]);
  expect(formatShort(25_557_032, "en")).toBe("25.6M");
});
