/** The args of a model as the very text that was given: the server keeps and sends it so, parsing would lose it. */
import { rawMember } from "../../../lib/json/rawJson.ts";
import { api, ApiError, data } from "../../../api/client.ts";

/** Read the text; `as` whom an Admin sees the model as. */
export async function argsText(id: string, as: string | undefined): Promise<string> {
  const params = { path: { ref: id }, query: as === undefined ? {} : { as } };
  const text = String(await data(api.GET("/api/v1/models/{ref}", { params, parseAs: "text" })));
  const found = rawMember(text, "args");
  if (found === null) throw new ApiError(200, "unreadable", "");
  return found;
}
