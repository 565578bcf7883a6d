/** Presigned URLs for the parts of one upload: those that came with the plan, then more, and fresh ones as they expire. */
import type { Piece } from "./plan.ts";

export interface PartUrl {
  sha256: string;
  part: number;
  url: string;
  headers: Record<string, string>;
}

/** URLs and for how many milliseconds they are good, counted by the server's clock. */
export interface Signed {
  urls: readonly PartUrl[];
  lifetime: number;
}

export type PartName = Pick<Piece, "sha256" | "part">;
/** Asked for at once. */
const BATCH = 200;

/** One for all workers of an upload: who needs URLs while others ask waits for the same answer. */
export class Urls {
  private readonly ask: (parts: PartName[]) => Promise<Signed>;
  private readonly now: () => number;
  private readonly waiting: Map<string, PartName>;
  private readonly known = new Map<string, { url: PartUrl; until: number }>();
  private asking: Promise<void> | null = null;

  constructor(
    ask: (parts: PartName[]) => Promise<Signed>,
    parts: readonly PartName[],
    now = () => performance.now(),
  ) {
    this.ask = ask;
    this.now = now;
    this.waiting = new Map(parts.map((part) => [nameOf(part), part]));
  }

  /** Take the URLs of an answer. */
  add({ urls, lifetime }: Signed): void {
    const until = this.now() + lifetime - Math.min(30_000, lifetime / 4);
    for (const url of urls) this.known.set(nameOf(url), { url, until });
  }

  /** The URL for one part; `fresh` if the one at hand was refused. */
  async take(part: PartName, fresh = false): Promise<PartUrl> {
    const name = nameOf(part);
    if (fresh) this.known.delete(name);
    // The next request asks for this one too.
    this.waiting.set(name, part);
    for (let round = 0; round < 3; round += 1) {
      const found = this.known.get(name);
      if (found !== undefined && this.now() < found.until) {
        this.waiting.delete(name);
        this.known.delete(name);
        return found.url;
      }
      this.asking ??= this.askFor(part).finally(() => {
        this.asking = null;
      });
      await this.asking;
    }
    throw new Error(`the server gave no URL for part ${part.part} of ${part.sha256.slice(0, 12)}`);
  }

  private async askFor(part: PartName): Promise<void> {
    const name = nameOf(part);
    const others = [...this.waiting].filter(([other]) => other !== name).slice(0, BATCH - 1);
    const wanted = [part, ...others.map(([, other]) => other)];
    this.add(await this.ask(wanted.map(({ sha256, part }) => ({ sha256, part }))));
  }
}

function nameOf({ sha256, part }: PartName): string {
  return `${sha256}:${part}`;
}
