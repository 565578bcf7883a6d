/** How far the hashing is, while an upload waits for it. */
import { useSyncExternalStore } from "react";
import { Progress } from "../../components/feedback/Progress.tsx";
import { useLocale } from "../../i18n/messages.ts";
import { formatBytes } from "../../lib/format/format.ts";
import { desk } from "./uploadState.ts";
import { useWords } from "./useWords.ts";

/** A bar. */
export function HashPanel() {
  const words = useWords().uploading;
  const { language } = useLocale();
  const { hashed, size } = useSyncExternalStore(desk.files.beat.subscribe, desk.files.beat.get);
  const text = words.hashedOf(formatBytes(hashed, language), formatBytes(size, language));
  return <Progress label={words.phases.hashing} done={hashed} total={size} text={text} />;
}
