/** The first bytes of a file of a checkpoint, as downloads get them: by the signed URL that the server leads to. */
import { queryOptions } from "@tanstack/react-query";
import { filePath } from "../../../lib/paths.ts";
import { bytesOf } from "../../../api/client.ts";

/** Which file: its SHA-256 makes what was read good for ever. */
export interface Wanted {
  model: string;
  label: string;
  path: string;
  sha256: string;
}

/** The first `count` bytes; fewer only if the file has fewer. */
export const fileBytes = ({ model, label, path, sha256 }: Wanted, count: number) =>
  queryOptions({
    queryKey: ["bytes", sha256, count],
    queryFn: ({ signal }) => bytesOf(filePath(model, label, path), count, signal),
    staleTime: Infinity,
    gcTime: 60_000,
    retry: false,
  });
