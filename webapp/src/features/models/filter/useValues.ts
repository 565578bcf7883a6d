/** The values that a test can take: those of the models in the rest of the filter, most frequent first, or times ago. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { keyValues, type KeyValue } from "../keys.ts";
import { writeLiteral, type Literal, type Test } from "../../../lib/query/query.ts";
import { literalOfJson, takesSeveral, type Kind } from "./operators.ts";

/** A value, and how many models have it, where that is known. */
export interface Line {
  literal: Literal;
  models: number | null;
}

export interface Values {
  lines: readonly Line[];
  distinct: number;
  fetching: boolean;
}

const AGO = ["-1d", "-7d", "-30d", "-90d"];
const AGO_LINES = AGO.map((text): Line => ({ literal: { kind: "moment", text }, models: null }));

/** Ask for the values of a test's key in which a typed text stands. */
export function useValues(test: Test, kinds: readonly Kind[], where: string, search: string): Values {
  const isDate = kinds[0] === "date";
  const { data, isFetching } = useQuery({
    ...keyValues(test.key, where, search),
    placeholderData: keepPreviousData,
    enabled: !isDate,
  });
  const taken = takesSeveral(test.op) && search === "" ? test.values : NONE;
  const lines = useMemo(
    () => (isDate ? AGO_LINES : valueLines(data?.rows ?? [], taken)),
    [isDate, data, taken],
  );
  return { lines, distinct: data?.distinct ?? 0, fetching: isFetching };
}

const NONE: readonly Literal[] = [];

/** What is chosen first, then what there is; lists give their items. */
function valueLines(rows: readonly KeyValue[], taken: readonly Literal[]): Line[] {
  const lines = new Map<string, Line>();
  for (const literal of taken) lines.set(writeLiteral(literal), { literal, models: null });
  for (const { value, models } of rows) {
    for (const one of Array.isArray(value) ? value : [value]) {
      const literal = literalOfJson(one);
      if (literal === null || literal.text === "null") continue;
      const mark = writeLiteral(literal);
      lines.set(mark, { literal, models: models + (lines.get(mark)?.models ?? 0) });
    }
  }
  return [...lines.values()];
}

/** The lines, with what was typed in front if it is none of them. */
export function withTyped(lines: readonly Line[], typed: Literal | null): readonly Line[] {
  if (typed === null || lines.some(({ literal }) => writeLiteral(literal) === writeLiteral(typed)))
    return lines;
  return [{ literal: typed, models: null }, ...lines];
}
