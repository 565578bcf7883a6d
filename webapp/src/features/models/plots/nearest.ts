/** Which point a pointer or a key means. Pure. */

export interface Placed {
  left: number;
  top: number;
}

/** The point nearest to a place, within a distance; -1 for none. */
export function nearest(points: readonly Placed[], left: number, top: number, within: number): number {
  let best = -1;
  let least = within * within;
  for (let at = 0; at < points.length; at += 1) {
    const one = points[at]!;
    const distance = (one.left - left) ** 2 + (one.top - top) ** 2;
    if (distance <= least) {
      least = distance;
      best = at;
    }
  }
  return best;
}

/** The points inside a rectangle. */
export function inside(
  points: readonly Placed[],
  box: { left: number; top: number; width: number; height: number },
): number[] {
  const found: number[] = [];
  points.forEach((one, at) => {
    const dx = one.left - box.left;
    const dy = one.top - box.top;
    if (dx >= 0 && dy >= 0 && dx <= box.width && dy <= box.height) found.push(at);
  });
  return found;
}

/** Where a key leads in an order of `count` points; null if it leads nowhere. */
export function step(key: string, at: number, count: number): number | null {
  if (count === 0) return null;
  const big = Math.max(1, Math.round(count / 20));
  const moves: Record<string, number> = {
    ArrowRight: at + 1,
    ArrowLeft: at - 1,
    PageDown: at + big,
    PageUp: at - big,
    Home: 0,
    End: count - 1,
  };
  const to = moves[key];
  return to === undefined ? null : Math.max(0, Math.min(count - 1, to));
}
