/** How a command line asks to be let in: by the address of its page, or by a code that a person types. Pure. */

/** The letters of a code: no vowels, so that no words come out. */
const LETTERS = /[^BCDFGHJKLMNPQRSTVWXZ]/g;
const LENGTH = 8;

/** What the address of the page says, as it stands there. */
export interface AskingSearch {
  challenge?: string;
  port?: string;
  state?: string;
  name?: string;
}

/** A command line on this machine that listens on a port of it. */
export interface Asking {
  challenge: string;
  port: number;
  state: string;
  name: string;
}

/** Take the fields of such an address out of a search. */
export function readAsking(search: Record<string, unknown>): AskingSearch {
  const found = (["challenge", "port", "state", "name"] as const).filter(
    (field) => typeof search[field] === "string",
  );
  return Object.fromEntries(found.map((field) => [field, search[field]]));
}

/** Check such a search as the server does; null if it is not whole. */
export function asking({ challenge = "", port = "", state = "", name = "" }: AskingSearch): Asking | null {
  const number = /^\d{4,5}$/.test(port) ? Number(port) : 0;
  const whole =
    /^[A-Za-z0-9_-]{43}$/.test(challenge) &&
    number >= 1024 &&
    number <= 65_535 &&
    /^[A-Za-z0-9_-]{16,100}$/.test(state) &&
    name.trim() !== "" &&
    name.length <= 200;
  return whole ? { challenge, port: number, state, name } : null;
}

/** Read a code however it was typed; null if it cannot be one. */
export function readCode(typed: string): string | null {
  const bare = typed.toUpperCase().replace(/[\s\p{Pd}]/gu, "");
  if (bare.length !== LENGTH || bare.replace(LETTERS, "").length !== LENGTH) return null;
  return `${bare.slice(0, 4)}-${bare.slice(4)}`;
}
