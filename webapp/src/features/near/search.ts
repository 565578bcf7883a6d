/** What the address of the neighbours page may hold. Hostile text never throws. Pure. */

export const KS = [1, 2, 3] as const;
export const ORDERS = ["effect", "name", "count"] as const;
export type Order = (typeof ORDERS)[number];

/** As it stands in the address; absent is the default. */
export interface NearSearch {
  k?: number;
  metric?: string;
  sort?: Order;
}

/** Take what the page understands out of any search parameters. */
export function readNearSearch(search: Record<string, unknown>): NearSearch {
  const k = Number(search["k"]);
  const { metric, sort } = search;
  return {
    ...((k === 2 || k === 3) && { k }),
    ...(typeof metric === "string" && metric !== "" && { metric }),
    ...(ORDERS.includes(sort as Order) && sort !== "effect" && { sort: sort as Order }),
  };
}
