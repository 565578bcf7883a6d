/** What is left out of the comparison: ready-made sets, and patterns of one's own. Loaded when first opened. */
import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { type FormEvent, type RefObject, useState } from "react";
import { Dialog as KitDialog } from "react-aria-components/Dialog";
import { Popover } from "react-aria-components/Popover";
import { policy } from "../../../api/queries.ts";
import type { Policy } from "../../../api/types.ts";
import { Button } from "../../../components/controls/Button.tsx";
import { TextField } from "../../../components/controls/TextField.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import { isGlob } from "../search.ts";

export interface IgnorePanelProps {
  ignore: readonly string[];
  trigger: RefObject<HTMLButtonElement | null>;
  onChange: (ignore: readonly string[]) => void;
  onClose: () => void;
}

/** Shown while it is rendered. */
export function IgnorePanel({ ignore, trigger, onChange, onClose }: IgnorePanelProps) {
  const t = useMessages();
  const rules = useQuery(policy());
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState(false);
  const sets = presetGlobs(rules.data);

  function add(event: FormEvent): void {
    event.preventDefault();
    const glob = text.trim();
    setWrong(!isGlob(glob));
    if (!isGlob(glob)) return;
    onChange([...new Set([...ignore, glob])]);
    setText("");
  }
  return (
    <Popover
      isOpen
      triggerRef={trigger}
      placement="bottom start"
      onOpenChange={(open) => !open && onClose()}
      className="w-[min(24rem,calc(100vw-1.5rem))] overflow-y-auto rounded-lg border border-line bg-raised shadow-float"
    >
      <KitDialog aria-label={t.diff.ignoreTitle} className="flex flex-col gap-3 p-4 outline-none">
        <h2 className="font-semibold">{t.diff.ignoreTitle}</h2>
        <div className="flex flex-col gap-1">
          {PRESETS.map((name) => (
            <label key={name} className="flex items-start gap-2.5 py-1">
              <input
                type="checkbox"
                className="mt-0.5 size-4 accent-accent-fill"
                disabled={sets[name].length === 0}
                checked={holds(ignore, sets[name])}
                onChange={() => onChange(toggled(ignore, sets[name]))}
              />
              <span>
                <span className="block leading-tight font-medium">{t.diff.presets[name]}</span>
                <span className="text-[0.93rem] text-muted">{t.diff.presetHints[name]}</span>
              </span>
            </label>
          ))}
        </div>
        <form onSubmit={add} className="flex items-end gap-2">
          <TextField
            className="grow"
            label={t.diff.ignoreAdd}
            placeholder={t.diff.ignoreAddHint}
            value={text}
            error={wrong ? t.diff.ignoreWrong : null}
            onChange={(event) => setText(event.target.value)}
          />
          <Button type="submit">{t.diff.ignoreAddButton}</Button>
        </form>
        {ignore.length > 0 && (
          <ul className="flex max-h-44 flex-wrap gap-1.5 overflow-y-auto">
            {ignore.map((glob) => (
              <li key={glob}>
                <button
                  type="button"
                  aria-label={t.diff.ignoreRemove(glob)}
                  className="inline-flex items-center gap-1 rounded-full border border-line bg-sunken px-2 py-0.5 font-mono text-[0.86rem] hover:border-edge"
                  onClick={() => onChange(ignore.filter((one) => one !== glob))}
                >
                  {glob}
                  <X aria-hidden size={12} className="text-muted" />
                </button>
              </li>
            ))}
          </ul>
        )}
        <p className="text-[0.93rem] text-muted">{t.diff.ignoreHint}</p>
        {ignore.length > 0 && (
          <Button look="quiet" onClick={() => onChange([])}>
            {t.diff.ignoreClear}
          </Button>
        )}
      </KitDialog>
    </Popover>
  );
}

// Ready-made sets of patterns to ignore; those that the policy knows come from the server. Pure.

const PRESETS = ["paths", "seeds", "policy"] as const;
type Preset = (typeof PRESETS)[number];

const PATHS = ["path", "*_path", "dir", "*_dir", "root", "*_root", "*_prefix", "ann_file", "*_file"];
const MOST = 80;

/** The patterns of each preset. */
export function presetGlobs(policy: Pick<Policy, "ignore" | "seeds"> | undefined): Record<Preset, string[]> {
  return { paths: PATHS, seeds: policy?.seeds ?? [], policy: (policy?.ignore ?? []).slice(0, MOST) };
}

/** Tell whether all patterns of a set are in force. */
export function holds(ignore: readonly string[], globs: readonly string[]): boolean {
  return globs.length > 0 && globs.every((glob) => ignore.includes(glob));
}

/** Put a set of patterns in force, or take it out. */
export function toggled(ignore: readonly string[], globs: readonly string[]): string[] {
  if (holds(ignore, globs)) return ignore.filter((glob) => !globs.includes(glob));
  return [...new Set([...ignore, ...globs])];
}
