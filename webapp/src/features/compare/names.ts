/** How a model is called in a heading, where its whole ID is too long. Pure. */

export interface Named {
  id: string;
  title: string;
}

/** The title, or what tells the model apart from others of its name. */
export function nameOf(model: Named | undefined): string {
  if (model === undefined) return "";
  return model.title || shortId(model.id);
}

/** Architecture and hash, without the dataset. */
export function shortId(id: string): string {
  return id.slice(id.indexOf("/") + 1);
}
