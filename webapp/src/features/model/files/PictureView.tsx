/** A picture that its own first bytes say it is, of a size that a browser can hold. */
import { useMemo, useState } from "react";
import { pictureOf } from "./picture.ts";
import { PIXELS } from "./preview.ts";
import { useWords } from "../checkpoints/useWords.ts";

/** Fitted into the dialog. */
export function PictureView({ path, bytes }: { path: string; bytes: Uint8Array }) {
  const { preview } = useWords().content;
  const [broken, setBroken] = useState(false);
  const picture = useMemo(() => pictureOf(bytes), [bytes]);
  const large = picture !== null && picture.width * picture.height > PIXELS;
  const source = useMemo(
    () => (picture === null || large ? undefined : `data:${picture.type};base64,${base64(bytes)}`),
    [picture, large, bytes],
  );
  if (picture === null || broken || large) {
    const why = large ? preview.why.pixels : preview.broken;
    return <p className="rounded-md border border-line bg-sunken p-4">{why}</p>;
  }
  return (
    <figure className="flex flex-col gap-2">
      <figcaption className="text-muted">{preview.size(picture.width, picture.height)}</figcaption>
      <img
        src={source}
        alt={preview.imageOf(path)}
        onError={() => setBroken(true)}
        className="max-h-[62vh] max-w-full self-center rounded-md border border-line bg-sunken object-contain"
      />
    </figure>
  );
}

const CHUNK = 0x8000;

function base64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += CHUNK) {
    text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  }
  return btoa(text);
}
