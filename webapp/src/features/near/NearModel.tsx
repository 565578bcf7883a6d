/** A near model in a table: its hash as the way to it, since all here are of one name. */
import { Link } from "@tanstack/react-router";
import { modelParams } from "../../lib/paths.ts";

/** A link whose title is the whole ID. */
export function NearModel({ id }: { id: string }) {
  return (
    <Link
      to="/models/$dataset/$model"
      params={modelParams(id)}
      title={id}
      className="font-mono text-[0.93rem] text-accent hover:underline"
    >
      {id.slice(id.lastIndexOf(":") + 1)}
    </Link>
  );
}
