/**
 * Images on their way into a README: dropped, pasted or chosen; a name stands in the text until the server has them.
 */
import { useMutation } from "@tanstack/react-query";
import { type RefObject, useRef, useState } from "react";
import { api, data } from "../../../api/client.ts";
import type { components } from "../../../api/schema.gen.ts";
import { swapText, typeInto } from "./typing.ts";

/** What the server takes, too; it looks at the bytes. */
export const KINDS = ["image/png", "image/jpeg", "image/gif", "image/webp"];
const MOST_BYTES = 5 * 2 ** 20;

/** A file that did not become an image: what it is, or what the server said of it. */
export interface Refused {
  name: string;
  why: "kind" | "size" | Error;
}

export interface ReadmeImages {
  /** How many are on their way. */
  waiting: number;
  refused: readonly Refused[];
  add: (files: readonly File[]) => void;
  forget: () => void;
}

/** Put images into the text of a field, at its caret. */
export function useReadmeImages(id: string, field: RefObject<HTMLTextAreaElement | null>): ReadmeImages {
  const send = useAddImage(id);
  const count = useRef(0);
  const [waiting, setWaiting] = useState(0);
  const [refused, setRefused] = useState<readonly Refused[]>([]);

  function refuse(name: string, why: Refused["why"]): void {
    setRefused((before) => [...before, { name, why }]);
  }
  async function bring(file: File, place: string): Promise<void> {
    const alt = altOf(file.name);
    setWaiting((before) => before + 1);
    try {
      const made = await send.mutateAsync(file);
      if (field.current) swapText(field.current, place, `![${alt}](${made.path})`);
    } catch (error) {
      if (field.current) swapText(field.current, place, "");
      refuse(file.name, error instanceof Error ? error : new Error(String(error)));
    } finally {
      setWaiting((before) => before - 1);
    }
  }
  function add(files: readonly File[]): void {
    setRefused([]);
    const good = files.filter((file) => {
      if (!KINDS.includes(file.type)) refuse(file.name, "kind");
      else if (file.size > MOST_BYTES) refuse(file.name, "size");
      else return true;
      return false;
    });
    const area = field.current;
    if (area === null || good.length === 0) return;
    const places = good.map((file) => `![${altOf(file.name)}](sending-${(count.current += 1)})`);
    const before = area.value.slice(0, area.selectionStart);
    const gap = before === "" || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
    typeInto(area, [area.selectionStart, area.selectionEnd], `${gap}${places.join("\n\n")}\n\n`);
    good.forEach((file, at) => void bring(file, places[at]!));
  }
  return { waiting, refused, add, forget: () => setRefused([]) };
}

/** What an image is called until a person says better: its file's name, without what Markdown would read. */
function altOf(name: string): string {
  return (
    name
      .replace(/\.[^.]*$/, "")
      .replace(/[[\]()\\!`<>\n]/g, " ")
      .trim() || "image"
  );
}

type Image = components["schemas"]["Image"];

/** Images of READMEs: sent as they are; the server says by which path the README names them. */
function useAddImage(id: string) {
  return useMutation({
    meta: { shownInPlace: true },
    mutationFn: (file: File) =>
      data<Image>(
        api.POST("/api/v1/models/{ref}/images", {
          params: { path: { ref: id } },
          headers: { "Content-Type": file.type },
          body: { "image/png": file } as never,
          bodySerializer: () => file,
        }),
      ),
  });
}
