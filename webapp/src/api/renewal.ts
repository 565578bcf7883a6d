/**
 * When a browser session is brought back, and that it happens once for all who wait: all requests of this page, and
 * all tabs of this browser. The request itself is given by client.ts. No React, no fetch.
 */

const LOCK = "modelbase.renewal";
/** When some tab last brought the session back; a time and nothing else, so storage may have it. */
const STORED = "modelbase.renewed";
/** A session's JWT lives 15 minutes after the last answer that could replace it. */
const IDLE_MS = 14 * 60_000;
/** A tab that was frozen while it held the lock must not hold up the others; the server takes two at once. */
const PATIENCE_MS = 10_000;

export class Renewal {
  private readonly ask: () => Promise<boolean>;
  private underWay: Promise<boolean> | null = null;
  private lastAnswer = 0;
  private signedIn = false;
  private listeners = new Set<() => void>();

  /** `ask` renews the session at the server and says whether there was one; it throws if that is not known. */
  constructor(ask: () => Promise<boolean>) {
    this.ask = ask;
  }

  /** Note that somebody is signed in here. */
  known(signedIn: boolean): void {
    this.signedIn = signedIn;
  }

  /** Note that the server has answered: it replaces the JWT while the session is used. */
  answered(): void {
    this.lastAnswer = Date.now();
  }

  /**
   * Renew first after a long pause: where strangers may read, a request without a session is no error but answered
   * as a stranger's.
   */
  async beforeRequest(): Promise<void> {
    if (this.underWay) await this.underWay.catch(() => false);
    else if (this.signedIn && Date.now() - this.lastAnswer > IDLE_MS)
      await this.renew(Date.now()).catch(() => false);
  }

  /** Be told when a session was found that this page did not know of. Returns how to stop. */
  onFound(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /**
   * Bring the session back for a request that was sent at a moment; false means that nobody is signed in any more.
   * What was brought back since then, by whichever tab, counts.
   */
  async renew(sent: number): Promise<boolean> {
    this.underWay ??= this.inTurn(sent).finally(() => {
      this.underWay = null;
    });
    const renewed = await this.underWay;
    if (renewed && !this.signedIn) for (const listener of this.listeners) listener();
    this.signedIn = renewed;
    return renewed;
  }

  private async inTurn(sent: number): Promise<boolean> {
    const turn = async (): Promise<boolean> => (lastRenewed() > sent ? true : this.andNote());
    // Without https on another machine there are no locks: then the server's half minute of grace has to do.
    if (!("locks" in navigator)) return await turn();
    const patience = AbortSignal.timeout(PATIENCE_MS);
    let began = false;
    try {
      return await navigator.locks.request(LOCK, { signal: patience }, async () => {
        began = true;
        return await turn();
      });
    } catch (error) {
      if (began || !patience.aborted) throw error;
      return await turn();
    }
  }

  private async andNote(): Promise<boolean> {
    const renewed = await this.ask();
    if (renewed) noteRenewed();
    return renewed;
  }
}

function lastRenewed(): number {
  try {
    return Number(window.localStorage.getItem(STORED) ?? 0);
  } catch {
    return 0;
  }
}

function noteRenewed(): void {
  try {
    window.localStorage.setItem(STORED, String(Date.now()));
  } catch {
    // Storage is refused: each tab renews for itself.
  }
}
