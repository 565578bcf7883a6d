/** One test being made: its key, its comparison, its values. Holds nothing itself. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Check } from "lucide-react";
import { useId, useMemo, useState } from "react";
import { Suggest, type SuggestItem } from "../../../components/controls/Suggest.tsx";
import { StateBadge } from "../../../components/layout/StateBadge.tsx";
import { INPUT } from "../../../components/controls/TextField.tsx";
import { useLocale, useMessages } from "../../../i18n/messages.ts";
import { formatCount } from "../../../lib/format/format.ts";
import { type Literal, type Test, wholeKey, writeLiteral } from "../../../lib/query/query.ts";
import { type KeyValue, keyValues } from "../keys.ts";
import { keyItems } from "./keyItems.tsx";
import {
  type Choice,
  choiceOf,
  choicesOf,
  firstChoice,
  type Kind,
  kindsOf,
  literalOf,
  literalOfJson,
  sayChoice,
  sayKey,
  sayLiteral,
  takesSeveral,
  takesValue,
  withChoice,
} from "./operators.ts";
import { findKeys, type KnownKeys } from "./useKeys.ts";
import { findWorded, readWord, sayValue, wordedValues, wordOf } from "./worded.ts";

const MOST_KEYS = 60;

/** A test, and what was typed for one more value of it. */
export interface Draft {
  test: Test;
  typed: string;
}

export interface TestFieldsProps {
  draft: Draft;
  known: KnownKeys;
  where: string;
  wrong: boolean;
  onChange: (draft: Draft) => void;
  onEnter: () => void;
}

/** Three fields. */
export function TestFields({ draft, known, where, wrong, onChange, onEnter }: TestFieldsProps) {
  const t = useMessages();
  const { test } = draft;
  const [typed, setTyped] = useState<string | null>(null);
  const kinds = kindsOf(test.key, known.rows.get(test.key));
  const text = typed ?? sayKey(test.key);
  const offered = findKeys(known.names, typed ?? "", MOST_KEYS);

  function pick(picked: string | null): void {
    const key = picked ?? wholeKey(text);
    if (typed === null && picked === null) return onEnter();
    if (key === null) return;
    setTyped(null);
    if (key === test.key) return;
    const choice = firstChoice(key, kindsOf(key, known.rows.get(key)));
    onChange({ test: withChoice({ key, op: "=", values: [] }, choice), typed: "" });
  }
  return (
    <>
      <div className="flex gap-2">
        <Suggest
          label={t.filter.key}
          text={text}
          onText={setTyped}
          items={keyItems(offered, known, t)}
          onPick={pick}
          input={{
            autoFocus: test.key === "",
            placeholder: t.filter.keyHint,
            onFocus: (event) => event.target.select(),
            onBlur: () => setTyped(null),
            title: test.key,
            className: `${INPUT} font-medium text-ellipsis`,
          }}
        />
        <select
          aria-label={t.filter.operator}
          value={choiceOf(test)}
          onChange={(event) => onChange({ ...draft, test: withChoice(test, event.target.value as Choice) })}
          className="tap w-36 shrink-0 border border-edge bg-surface px-2!"
        >
          {choicesOf(test.key, kinds, choiceOf(test)).map((choice) => (
            <option key={choice} value={choice}>
              {sayChoice(choice, t.filter.operators)}
            </option>
          ))}
        </select>
      </div>
      {test.key !== "" && takesValue(test.op) && (
        <ValueField
          key={`${test.key} ${test.op}`}
          draft={draft}
          kinds={kinds}
          where={where}
          wrong={wrong}
          onChange={onChange}
          onEnter={onEnter}
        />
      )}
    </>
  );
}

const MOST_SHOWN = 100;

interface ValueFieldProps {
  draft: Draft;
  kinds: readonly Kind[];
  where: string;
  wrong: boolean;
  onChange: (draft: Draft) => void;
  onEnter: () => void;
}

/** The values of one test: typed, or taken from those that there are, with how many models have each. */
function ValueField({ draft, kinds, where, wrong, onChange, onEnter }: ValueFieldProps) {
  const { messages: t, language } = useLocale();
  const id = useId();
  const { test, typed } = draft;
  const several = takesSeveral(test.op);
  const [touched, setTouched] = useState(false);
  const said = (one: Literal): string => sayValue(test.key, one, t.states);
  const text = several || touched ? typed : test.values.map(said).join("");
  const search = touched ? typed.trim() : "";
  const values = useValues(test, kinds, where, search, t.states);
  const chosen = new Set(test.values.map(writeLiteral));
  const shown = withTyped(values.lines, typedValue(test, search, kinds)).slice(0, MOST_SHOWN);
  const items = shown.map((line): SuggestItem => {
    const mark = writeLiteral(line.literal);
    return {
      id: mark,
      label: <ValueLine field={test.key} line={line} chosen={several ? chosen.has(mark) : null} />,
      detail: line.models === null ? undefined : formatCount(line.models, language),
    };
  });

  function onText(next: string): void {
    setTouched(true);
    const value = literalOf(readWord(test.key, next, t.states), kinds);
    const one = next.trim() === "" ? [] : [value];
    onChange({ typed: next, test: several ? test : { ...test, values: one } });
  }
  function pick(mark: string | null): void {
    const taken = shown.find(({ literal }) => writeLiteral(literal) === mark)?.literal ?? null;
    if (taken === null) return onEnter();
    setTouched(false);
    if (!several) return onChange({ typed: "", test: { ...test, values: [taken] } });
    const kept = test.values.filter((value) => writeLiteral(value) !== mark);
    const next = kept.length < test.values.length ? kept : [...test.values, taken];
    onChange({ typed: "", test: { ...test, values: next } });
  }
  const more = values.distinct > shown.length && search === "";
  return (
    <div>
      <Suggest
        label={t.filter.value}
        text={text}
        onText={onText}
        items={items}
        onPick={pick}
        list={{
          inline: true,
          ...((several || test.op === "=") && { chosen }),
          empty: values.fetching ? t.app.loading : t.filter.noValue,
        }}
        input={{
          autoFocus: true,
          placeholder: t.filter.valueHint,
          "aria-invalid": wrong || undefined,
          "aria-describedby": wrong ? `${id}-wrong` : undefined,
          className: `${INPUT} ${wrong ? "border-bad" : ""}`,
        }}
      />
      {more && <p className="px-2 pt-1 text-[0.86rem] text-muted">{t.filter.moreValues(values.distinct)}</p>}
      {wrong && <Missing id={`${id}-wrong`} />}
    </div>
  );
}

function Missing({ id }: { id: string }) {
  const t = useMessages();
  return (
    <p id={id} role="alert" className="pt-1 text-[0.93rem] text-bad">
      {t.filter.valueMissing}
    </p>
  );
}

interface ValueLineProps {
  field: string;
  line: Line;
  chosen: boolean | null;
}

/** A value; `chosen` is null where only one can be. */
function ValueLine({ field, line: { literal, models }, chosen }: ValueLineProps) {
  const t = useMessages();
  const days: Readonly<Record<string, string>> = t.filter.days;
  const plain = days[literal.text] ?? sayLiteral(literal);
  const said = wordOf(field, literal.text, t.states) ? <StateBadge state={literal.text} t={t} /> : plain;
  if (chosen === null) return said;
  return (
    <span className="flex items-center gap-2">
      <span
        aria-hidden
        className={`flex size-4 shrink-0 items-center justify-center rounded-xs border ${chosen ? "border-transparent bg-accent-fill text-on-accent" : "border-edge"}`}
      >
        {chosen && <Check size={12} />}
      </span>
      <span className="truncate">{models === null && !chosen ? t.filter.takeTyped(plain) : said}</span>
    </span>
  );
}

// The values that a test can take: those of the models in the rest of the filter, most frequent first, or times ago.

/** A value, and how many models have it, where that is known. */
interface Line {
  literal: Literal;
  models: number | null;
}

interface Values {
  lines: readonly Line[];
  distinct: number;
  fetching: boolean;
}

const AGO = ["-1d", "-7d", "-30d", "-90d"];
const AGO_LINES = AGO.map((text): Line => ({ literal: { kind: "moment", text }, models: null }));

/** Ask for the values of a test's key in which a typed text stands. */
function useValues(
  test: Test,
  kinds: readonly Kind[],
  where: string,
  search: string,
  words: Readonly<Record<string, string>>,
): Values {
  const isDate = kinds[0] === "date";
  const worded = wordedValues(test.key) !== null;
  const { data, isFetching } = useQuery({
    // The server does not know the words: what they stand for is looked for here.
    ...keyValues(test.key, where, worded ? "" : search),
    placeholderData: keepPreviousData,
    enabled: !isDate,
  });
  const taken = takesSeveral(test.op) && search === "" ? test.values : NONE;
  const lines = useMemo(() => {
    if (isDate) return AGO_LINES;
    if (worded) return wordedLines(findWorded(test.key, search, words), data?.rows ?? []);
    return valueLines(data?.rows ?? [], taken);
  }, [isDate, worded, test.key, search, words, data, taken]);
  return { lines, distinct: data?.distinct ?? 0, fetching: isFetching };
}

const NONE: readonly Literal[] = [];

/** Values of a field in their order, also those that no model has now. */
function wordedLines(values: readonly string[], rows: readonly KeyValue[]): Line[] {
  const models = new Map(rows.map((row) => [row.value, row.models]));
  return values.map((text) => ({ literal: { kind: "text", text }, models: models.get(text) ?? 0 }));
}

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

/** What was typed as one more of several values; a field with words has no values beside those. */
function typedValue(test: Test, text: string, kinds: readonly Kind[]): Literal | null {
  const open = takesSeveral(test.op) && wordedValues(test.key) === null;
  return open && text !== "" ? literalOf(text, kinds) : null;
}

/** The lines, with what was typed in front if it is none of them. */
function withTyped(lines: readonly Line[], typed: Literal | null): readonly Line[] {
  if (typed === null || lines.some(({ literal }) => writeLiteral(literal) === writeLiteral(typed)))
    return lines;
  return [{ literal: typed, models: null }, ...lines];
}
