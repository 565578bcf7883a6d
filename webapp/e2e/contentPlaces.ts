/** What is done to checkpoints and files, for places.ts. */
import type { Place } from "./places.ts";
import { press, seen } from "./seen.ts";

/** The menu of a checkpoint, its dialogs, and a file's preview. */
export const CONTENT_PLACES: Place[] = [
  ...["menu", "changing a label", "deleting weights", "deleting a checkpoint"].map((name, at): Place => ({
    name: `model, checkpoint, ${name}`,
    path: (ids) => `/models/${ids[0]}?tab=checkpoints`,
    ready: async (page) => {
      await press(page, "main tbody button[aria-haspopup=menu]", "menu");
      if (at > 0)
        await page
          .getByRole("menuitem")
          .nth(at - 1)
          .click();
      await seen(page, ["[role=menu]", "[role=dialog] input", "[role=alertdialog]"][Math.min(at, 2)]!);
    },
  })),
  {
    name: "model, a file's preview",
    path: (ids) => `/models/${ids[0]}?tab=files`,
    ready: (page) => press(page, "main tbody th button", "dialog"),
  },
];
