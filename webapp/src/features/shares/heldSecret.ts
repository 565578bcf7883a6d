/**
 * The secret of a share link between the address it came in and the request that uses it: in memory alone, taken
 * once. The address has forgotten it before anything is drawn.
 */
let held: string | null = null;

export const heldSecret = {
  put(secret: string): void {
    held = secret;
  },
  take(): string | null {
    const secret = held;
    held = null;
    return secret;
  },
};
