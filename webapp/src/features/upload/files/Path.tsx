/** The path of a file: the folders faint, the name strong. Where there is no room, the folders give way first. */

/** On one line. */
export function Path({ path }: { path: string }) {
  const slash = path.lastIndexOf("/") + 1;
  return (
    <span className="flex min-w-0" title={path}>
      {slash > 0 && <span className="truncate text-muted">{path.slice(0, slash)}</span>}
      <span className="max-w-full shrink-0 truncate">{path.slice(slash)}</span>
    </span>
  );
}
