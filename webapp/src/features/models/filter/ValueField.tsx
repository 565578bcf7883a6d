/** The values of one test: typed, or taken from those that there are, with how many models have each. */
import { Check } from "lucide-react";
import { useId, useState } from "react";
import { Suggest, type SuggestItem } from "../../../components/controls/Suggest.tsx";
import { INPUT } from "../../../components/controls/TextField.tsx";
import { useLocale, useMessages } from "../../../i18n/messages.ts";
import { formatCount } from "../../../lib/format/format.ts";
import { writeLiteral } from "../../../lib/query/query.ts";
import { literalOf, sayLiteral, takesSeveral, type Kind } from "./operators.ts";
import type { Draft } from "./TestFields.tsx";
import { useValues, withTyped, type Line } from "./useValues.ts";

const MOST_SHOWN = 100;

export interface ValueFieldProps {
  draft: Draft;
  kinds: readonly Kind[];
  where: string;
  wrong: boolean;
  onChange: (draft: Draft) => void;
  onEnter: () => void;
}

/** Type or choose one value, or several. */
export function ValueField({ draft, kinds, where, wrong, onChange, onEnter }: ValueFieldProps) {
  const { messages: t, language } = useLocale();
  const id = useId();
  const { test, typed } = draft;
  const several = takesSeveral(test.op);
  const [touched, setTouched] = useState(false);
  const text = several || touched ? typed : test.values.map(sayLiteral).join("");
  const search = touched ? typed.trim() : "";
  const values = useValues(test, kinds, where, search);
  const chosen = new Set(test.values.map(writeLiteral));
  const typedNew = several && search !== "" ? literalOf(typed, kinds) : null;
  const shown = withTyped(values.lines, typedNew).slice(0, MOST_SHOWN);
  const items = shown.map((line): SuggestItem => {
    const mark = writeLiteral(line.literal);
    return {
      id: mark,
      label: <ValueLine line={line} chosen={several ? chosen.has(mark) : null} />,
      detail: line.models === null ? undefined : formatCount(line.models, language),
    };
  });

  function onText(next: string): void {
    setTouched(true);
    const value = literalOf(next, kinds);
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

/** A value; `chosen` is null where only one can be. */
function ValueLine({ line: { literal, models }, chosen }: { line: Line; chosen: boolean | null }) {
  const t = useMessages();
  const said = t.filter.days[literal.text as keyof typeof t.filter.days] ?? sayLiteral(literal);
  if (chosen === null) return said;
  return (
    <span className="flex items-center gap-2">
      <span
        aria-hidden
        className={`flex size-4 shrink-0 items-center justify-center rounded-xs border ${chosen ? "border-transparent bg-accent-fill text-on-accent" : "border-edge"}`}
      >
        {chosen && <Check size={12} />}
      </span>
      <span className="truncate">{models === null && !chosen ? t.filter.takeTyped(said) : said}</span>
    </span>
  );
}
