import { expect, test } from "vitest";
import { formatMetric } from "./format.ts";

test("a metric that is a whole number is not rounded, others are", () => {
  expect(formatMetric(11_173_962, "en")).toBe("11173962");
  expect(formatMetric(11_173_962.4, "en")).toBe("11174000");
});
