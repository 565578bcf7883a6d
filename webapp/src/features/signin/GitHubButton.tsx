/** The one button to GitHub. A link, since the whole page goes there; it remembers where one wanted to go. */
import { GitHubMark } from "./GitHubMark.tsx";
import { rememberWish } from "./returnPath.ts";
import { startPath } from "../../lib/paths.ts";

export interface GitHubButtonProps {
  /** The server's address at which a sign-in begins. */
  url: string;
  next: string;
  label: string;
}

/** Leave for GitHub. */
export function GitHubButton({ url, next, label }: GitHubButtonProps) {
  return (
    <a
      href={startPath(url, next)}
      onClick={() => rememberWish(next)}
      className="tap inline-flex min-h-11 w-full items-center justify-center gap-2.5 bg-accent-fill font-semibold text-on-accent hover:brightness-110"
    >
      <GitHubMark />
      {label}
    </a>
  );
}
