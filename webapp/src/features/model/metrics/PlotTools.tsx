/** What changes all plots of a model at once: which metrics, axes, smoothing, what is drawn behind. */
import { useId } from "react";
import { INPUT } from "../../../components/controls/TextField.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import type { Across } from "./curves.ts";
import { useCardWords } from "../useCardWords.ts";

const SMOOTHEST = 0.95;
const FEW = 6;

/** How the plots are drawn. */
export interface PlotChoice {
  find: string;
  logX: boolean;
  logY: boolean;
  weight: number;
  across: Across;
  parents: boolean;
  family: boolean;
}

export interface PlotToolsProps {
  choice: PlotChoice;
  onChange: (choice: PlotChoice) => void;
  /** How many metrics there are, and how many are shown. */
  counts: { all: number; shown: number };
  /** Whether there is anything to draw; else only a name can be looked for. */
  plots: boolean;
  has: { parents: boolean; family: boolean };
  replicas: { drawn: number; all: number };
}

/** A row of fields. */
export function PlotTools({ choice, onChange, counts, plots, has, replicas }: PlotToolsProps) {
  const t = useMessages();
  const words = useCardWords().metrics;
  const field = useId();
  const box = (name: "logX" | "logY" | "parents" | "family", label: string) => (
    <label className="inline-flex items-center gap-2">
      <input
        type="checkbox"
        checked={choice[name]}
        onChange={(event) => onChange({ ...choice, [name]: event.target.checked })}
      />
      {label}
    </label>
  );
  return (
    <div className="flex flex-wrap items-center gap-x-5 gap-y-2">
      {counts.all > FEW && (
        <span className="inline-flex items-center gap-2">
          <input
            type="search"
            aria-label={words.find}
            placeholder={words.find}
            autoComplete="off"
            spellCheck={false}
            value={choice.find}
            onChange={(event) => onChange({ ...choice, find: event.target.value })}
            className={`${INPUT} w-44!`}
          />
          <span role="status" className="text-muted">
            {words.shown(counts.shown, counts.all)}
          </span>
        </span>
      )}
      {plots && (
        <>
          <span className="inline-flex items-center gap-2">
            <label htmlFor={`${field}-across`}>{words.across}</label>
            <select
              id={`${field}-across`}
              value={choice.across}
              onChange={(event) => onChange({ ...choice, across: event.target.value as Across })}
              className={`${INPUT} w-auto!`}
            >
              <option value="step">{words.step}</option>
              <option value="time">{words.time}</option>
            </select>
          </span>
          {box("logY", words.logY)}
          {box("logX", words.logX)}
          <span className="inline-flex items-center gap-2">
            <label htmlFor={field}>{t.plots.smooth}</label>
            <input
              id={field}
              type="range"
              min={0}
              max={SMOOTHEST}
              step={0.05}
              value={choice.weight}
              onChange={(event) => onChange({ ...choice, weight: Number(event.target.value) })}
            />
            <output htmlFor={field} className="w-10 whitespace-nowrap text-muted">
              {choice.weight.toFixed(2)}
            </output>
          </span>
          {has.parents && box("parents", t.plots.parents)}
          {has.family && box("family", words.family)}
          {choice.family && replicas.drawn < replicas.all && (
            <span className="text-muted">{words.familySome(replicas.drawn, replicas.all)}</span>
          )}
        </>
      )}
    </div>
  );
}
