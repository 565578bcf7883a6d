/** Doing something once the page has been drawn, so that it does not hold up what is seen. */

const PRESSES = ["pointerdown", "keydown"] as const;

/**
 * Run after the next paint, or as soon as something else is pressed: what was pressed first also happens first. Returns
 * how to call it off.
 */
export function afterPaint(run: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const frame = requestAnimationFrame(() => {
    timer = setTimeout(act);
  });
  for (const press of PRESSES) window.addEventListener(press, act, true);
  function stop(): void {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    for (const press of PRESSES) window.removeEventListener(press, act, true);
  }
  function act(): void {
    stop();
    run();
  }
  return stop;
}
