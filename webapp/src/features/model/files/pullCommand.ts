/** The command line that brings some or all files of a checkpoint; a path is put so that glob and shell take it as it is. */

/** `paths` null for all. */
export function pullCommand(id: string, label: string, paths: readonly string[] | null): string {
  const wanted = (paths ?? []).map((path) => ` --include ${quoted(path.replace(/[*?[]/g, "[$&]"))}`);
  return `modelbase pull ${id}@${label}${wanted.join("")}`;
}

function quoted(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
