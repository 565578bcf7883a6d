/** The server's plan of an upload as a list of parts to send, each with the bytes it is. Pure: sends nothing. */

/** How one blob is cut and which of its parts, from 1, the store does not have yet. */
export interface BlobPlan {
  sha256: string;
  size: number;
  part_size: number;
  parts: number;
  missing: number[];
}

export interface Piece {
  sha256: string;
  part: number;
  start: number;
  size: number;
  file: Blob;
}

/** Return the missing parts, each with the file that its bytes come from; parts of small files come first. */
export function pieces(blobs: readonly BlobPlan[], files: ReadonlyMap<string, Blob>): Piece[] {
  return blobs
    .toSorted((a, b) => a.parts - b.parts)
    .flatMap((blob) => {
      const file = files.get(blob.sha256);
      if (file === undefined) throw new Error(`no file has the SHA-256 ${blob.sha256}`);
      return blob.missing.map((part) => ({ sha256: blob.sha256, part, file, ...rangeOf(blob, part) }));
    });
}

/** The bytes of a blob that are in the store already. */
export function bytesThere(blob: BlobPlan): number {
  return blob.missing.reduce((left, part) => left - rangeOf(blob, part).size, blob.size);
}

function rangeOf(blob: BlobPlan, part: number): { start: number; size: number } {
  const start = (part - 1) * blob.part_size;
  return { start, size: Math.min(blob.part_size, blob.size - start) };
}
