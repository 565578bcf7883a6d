/** What is plotted: the kind, its keys, and logarithms. */
import { X } from "lucide-react";
import { Button } from "../../../components/controls/Button.tsx";
import { INPUT } from "../../../components/controls/TextField.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import { KINDS, type Plot, type PlotKey } from "./plotText.ts";

export interface PlotControlsProps {
  plot: Plot;
  choices: readonly PlotKey[];
  onChange: (plot: Plot) => void;
}

/** A row of choices. */
export function PlotControls({ plot, choices, onChange }: PlotControlsProps) {
  const t = useMessages();
  const words = t.tools.plot;
  const { kind, keys } = plot;
  const numeric = choices.filter((one) => one.numeric);
  const put = (at: number, key: string): void => onChange({ ...plot, keys: keys.with(at, key) });
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <div
        role="group"
        aria-label={words.kind}
        className="inline-flex rounded-md border border-rim bg-sunken p-0.5"
      >
        {KINDS.map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={one === kind}
            className="min-h-[1.75rem] rounded-[0.35rem] px-2.5 font-medium text-muted aria-pressed:bg-surface aria-pressed:text-text aria-pressed:shadow-sm"
            onClick={() => one !== kind && onChange({ kind: one, keys: [], logX: false, logY: false })}
          >
            {words.kinds[one]}
          </button>
        ))}
      </div>
      {kind === "scatter" && (
        <>
          <KeySelect label={words.x} value={keys[0]!} choices={choices} onChange={(key) => put(0, key)} />
          <KeySelect label={words.y} value={keys[1]!} choices={choices} onChange={(key) => put(1, key)} />
          <KeySelect
            label={words.colour}
            value={keys[2] ?? ""}
            none={words.noColour}
            choices={choices}
            onChange={(key) =>
              onChange({ ...plot, keys: [...keys.slice(0, 2), ...(key === "" ? [] : [key])] })
            }
          />
          <Check label={words.logX} on={plot.logX} onChange={(logX) => onChange({ ...plot, logX })} />
          <Check label={words.logY} on={plot.logY} onChange={(logY) => onChange({ ...plot, logY })} />
        </>
      )}
      {kind === "groups" && (
        <>
          <KeySelect
            label={words.metric}
            value={keys[0]!}
            choices={numeric}
            onChange={(key) => put(0, key)}
          />
          <KeySelect label={words.by} value={keys[1]!} choices={choices} onChange={(key) => put(1, key)} />
          <Check label={words.logY} on={plot.logY} onChange={(logY) => onChange({ ...plot, logY })} />
        </>
      )}
      {kind === "parallel" && <Axes plot={plot} choices={choices} onChange={onChange} />}
    </div>
  );
}

function Axes({ plot, choices, onChange }: PlotControlsProps) {
  const t = useMessages();
  const words = t.tools.plot;
  const { keys } = plot;
  return (
    <>
      <ul aria-label={words.axes} className="flex flex-wrap items-center gap-1.5">
        {keys.map((key) => (
          <li key={key} className="inline-flex items-center rounded-md bg-accent-soft pl-2.5 text-accent">
            {key}
            <Button
              look="quiet"
              square
              aria-label={words.axisRemove(key)}
              disabled={keys.length < 3}
              className="w-7! text-accent!"
              onClick={() => onChange({ ...plot, keys: keys.filter((one) => one !== key) })}
            >
              <X aria-hidden size={13} />
            </Button>
          </li>
        ))}
      </ul>
      {/* A new axis goes before the last one, which is what the others are held against. */}
      <KeySelect
        label={words.axisAdd}
        value=""
        none="…"
        choices={choices.filter((one) => !keys.includes(one.key))}
        onChange={(key) => key !== "" && onChange({ ...plot, keys: keys.toSpliced(-1, 0, key) })}
      />
      <Check label={words.logX} on={plot.logX} onChange={(logX) => onChange({ ...plot, logX })} />
    </>
  );
}

function Check({ label, on, onChange }: { label: string; on: boolean; onChange: (on: boolean) => void }) {
  return (
    <label className="inline-flex items-center gap-1.5 text-[0.93rem] text-muted">
      <input
        type="checkbox"
        checked={on}
        onChange={(event) => onChange(event.target.checked)}
        className="accent-(--accent-fill)"
      />
      {label}
    </label>
  );
}

interface KeySelectProps {
  label: string;
  value: string;
  choices: readonly PlotKey[];
  /** The word for no key, where there may be none. */
  none?: string;
  onChange: (key: string) => void;
}

/** Chooses the key of an axis: the table's columns first, then fields, then whatever else varies. */
function KeySelect({ label, value, choices, none, onChange }: KeySelectProps) {
  const t = useMessages();
  const words = t.tools.plot;
  const shown = choices.filter((one) => one.shown);
  const fields = choices.filter((one) => !one.shown && !one.key.includes("."));
  const others = choices.filter((one) => !one.shown && one.key.includes("."));
  const known = value === "" || choices.some((one) => one.key === value);
  return (
    <label className="flex min-w-0 items-center gap-1.5 text-[0.93rem] whitespace-nowrap text-muted">
      {label}
      <select
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className={`${INPUT} max-w-52 pr-1!`}
      >
        {none !== undefined && <option value="">{none}</option>}
        {!known && <option value={value}>{value}</option>}
        <Options label={words.shownColumns} keys={shown} />
        <Options label={words.fieldKeys} keys={fields} />
        <Options label={words.otherKeys} keys={others} />
      </select>
    </label>
  );
}

function Options({ label, keys }: { label: string; keys: readonly PlotKey[] }) {
  if (keys.length === 0) return null;
  return (
    <optgroup label={label}>
      {keys.map((one) => (
        <option key={one.key} value={one.key}>
          {one.key}
        </option>
      ))}
    </optgroup>
  );
}
