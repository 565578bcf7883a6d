/** One test being made: its key, its comparison, its values. Holds nothing itself. */
import { useState } from "react";
import { Suggest } from "../../../components/controls/Suggest.tsx";
import { INPUT } from "../../../components/controls/TextField.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import { wholeKey, type Test } from "../../../lib/query/query.ts";
import { keyItems } from "./keyItems.tsx";
import {
  choiceOf,
  choicesOf,
  firstChoice,
  kindsOf,
  sayChoice,
  sayKey,
  takesValue,
  withChoice,
  type Choice,
} from "./operators.ts";
import { findKeys, type KnownKeys } from "./useKeys.ts";
import { ValueField } from "./ValueField.tsx";

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
