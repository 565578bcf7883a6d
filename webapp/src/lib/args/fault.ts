/** What is wrong with the text of args, as data: the words for it are in i18n. */

export type Fault =
  | { why: "unread"; message: string; line: number | null }
  | { why: "twice"; key: string; line: number | null }
  | { why: "unresolved"; key: string }
  | { why: "unsure"; what: string; line: number | null }
  | { why: "number"; text: string }
  | { why: "mapping" }
  | { why: "values" }
  | { why: "deep" };

/** Args that cannot be read as the command line reads them. */
export class UnreadArgs extends Error {
  readonly fault: Fault;
  constructor(fault: Fault) {
    super(JSON.stringify(fault));
    this.fault = fault;
  }
}

/** What args may be at most, as modelbase/identity/limits.py says. */
export const MAX_BYTES = 2 * 2 ** 20;
export const MAX_DEPTH = 100;
const MAX_LEAVES = 10_000;
const MAX_CONTAINERS = 10 * MAX_LEAVES;

/** Counts the values of one tree while it is made, since a small YAML text may stand for a huge one. */
export class Count {
  private leaves = 0;
  private containers = 0;

  leaf(): void {
    this.leaves += 1;
    if (this.leaves > MAX_LEAVES) throw new UnreadArgs({ why: "values" });
  }

  container(depth: number): void {
    this.containers += 1;
    if (depth > MAX_DEPTH) throw new UnreadArgs({ why: "deep" });
    if (this.containers > MAX_CONTAINERS) throw new UnreadArgs({ why: "values" });
  }
}
