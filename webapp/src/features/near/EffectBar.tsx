/** An effect as a bar from the middle: to the right is more, to the left is less. Its number stands beside it. */
import type { judge } from "../../lib/format/direction.ts";

const WIDTH = 168;
const HEIGHT = 16;
const MIDDLE = WIDTH / 2;
const TONES = { better: "fill-good", worse: "fill-bad" };

export interface EffectBarProps {
  effect: number | null;
  /** The end of the scale. */
  most: number;
  verdict: ReturnType<typeof judge>;
  /** It tells only of chance. */
  seed: boolean;
}

/** For the eye alone. */
export function EffectBar({ effect, most, verdict, seed }: EffectBarProps) {
  const length = effect === null || most === 0 ? 0 : (Math.abs(effect) / most) * (MIDDLE - 6);
  const end = effect !== null && effect < 0 ? MIDDLE - length : MIDDLE + length;
  const tone = verdict === null ? "fill-accent" : TONES[verdict];
  return (
    <svg aria-hidden width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className="block">
      <line x1={0} x2={WIDTH} y1={HEIGHT / 2} y2={HEIGHT / 2} className="stroke-line" />
      <line x1={MIDDLE} x2={MIDDLE} y1={0} y2={HEIGHT} className="stroke-edge" />
      {effect !== null && (
        <g className={tone} opacity={seed ? 0.45 : 1}>
          <rect
            x={Math.min(MIDDLE, end)}
            y={HEIGHT / 2 - 2}
            width={length}
            height={4}
            rx={2}
            opacity={0.55}
          />
          <circle cx={end} cy={HEIGHT / 2} r={4.5} />
        </g>
      )}
    </svg>
  );
}
