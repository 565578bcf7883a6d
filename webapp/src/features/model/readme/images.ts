/** Images of READMEs: sent as they are; the server says by which path the README names them. */
import { useMutation } from "@tanstack/react-query";
import { api, data } from "../../../api/client.ts";
import type { components } from "../../../api/schema.gen.ts";

export type Image = components["schemas"]["Image"];

/** Keep an image for the README of a model. */
export function useAddImage(id: string) {
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
