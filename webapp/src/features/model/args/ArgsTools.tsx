/** What is done with the args as a whole: find, open to a level, copy, take along as a file. */
import { Download } from "lucide-react";
import { useState } from "react";
import { argsText } from "./argsText.ts";
import { Button } from "../../../components/controls/Button.tsx";
import { CopyButton } from "../../../components/controls/CopyButton.tsx";
import { INPUT } from "../../../components/controls/TextField.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import { writeExact, type Json } from "../../../lib/json/json.ts";
import { saveFile } from "../../../lib/save.ts";
import { toasts } from "../../../lib/toasts.ts";
import { failureOf, sentenceOf } from "../../../lib/failure.ts";
import { useCardWords } from "../useCardWords.ts";
import { useSeenAs } from "../useSeenAs.ts";

export interface ArgsToolsProps {
  id: string;
  args: Json;
  deepest: number;
  /** Open everything down to a level; 0 closes all. */
  onLevel: (level: number) => void;
}

/** Buttons. */
export function ArgsTools({ id, args, deepest, onLevel }: ArgsToolsProps) {
  const t = useMessages();
  const words = useCardWords().args;
  const as = useSeenAs();
  const [busy, setBusy] = useState(false);
  const name = id.replace(/[/:]/g, "-");

  async function take(kind: "json" | "yaml"): Promise<void> {
    setBusy(true);
    try {
      const text =
        kind === "json"
          ? await argsText(id, as)
          : (await import("../../../lib/json/yamlText.ts")).writeYaml(args);
      const type = kind === "json" ? "application/json" : "application/yaml";
      saveFile(new Blob([text], { type }), `${name}-args.${kind}`);
    } catch (error) {
      toasts.show(sentenceOf(failureOf(error), t.error), "bad");
    } finally {
      setBusy(false);
    }
  }
  return (
    <>
      {deepest > 0 && (
        <>
          <Button onClick={() => onLevel(Infinity)}>{t.args.expandAll}</Button>
          <Button onClick={() => onLevel(0)}>{t.args.collapseAll}</Button>
        </>
      )}
      {deepest > 1 && (
        <label className="inline-flex items-center gap-2 text-muted">
          {t.args.level}
          <select
            value=""
            onChange={(event) => onLevel(Number(event.target.value))}
            className={`${INPUT} w-auto!`}
          >
            <option value="" disabled>
              –
            </option>
            {Array.from({ length: deepest }, (_, level) => (
              <option key={level} value={level + 1}>
                {level + 1}
              </option>
            ))}
          </select>
        </label>
      )}
      <CopyButton text={() => writeExact(args, 2)} label={t.args.copyJson} />
      {(["json", "yaml"] as const).map((kind) => (
        <Button
          key={kind}
          disabled={busy}
          aria-label={`${words.download}: ${words[kind]}`}
          title={`${words.download}: ${words[kind]}`}
          onClick={() => void take(kind)}
        >
          <Download aria-hidden size={15} />
          {kind.toUpperCase()}
        </Button>
      ))}
    </>
  );
}
