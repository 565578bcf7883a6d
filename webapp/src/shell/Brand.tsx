/** The product's sign and name. */
import { Layers } from "lucide-react";

/** Shown on every page. */
export function Brand() {
  return (
    <span className="inline-flex items-center gap-2 text-[1.07rem] font-semibold tracking-tight">
      <span className="grid size-7 place-items-center rounded-md bg-accent-fill text-on-accent">
        <Layers aria-hidden size={17} />
      </span>
      <span className="max-[24rem]:sr-only">Modelbase</span>
    </span>
  );
}
