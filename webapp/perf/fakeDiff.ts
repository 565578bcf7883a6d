/**
 * A comparison of any size, made up as the server would answer it: every key differs in a third of the models.
 */

/** The JSON text of the answer. */
export function fakeDiff(models: number, keys: number): string {
  const cell = (model: number, key: number): object => {
    const changed = model > 0 && (model + key) % 3 === 0;
    return changed
      ? { state: "value", value: key + model / 8, change: "changed", delta: model / 8, ratio: 1.5 }
      : { state: "value", value: key, change: "same" };
  };
  const ids = Array.from({ length: models }, (_, at) => `made/net:${100_000 + at}`);
  const rows = Array.from({ length: keys }, (_, key) => ({
    section: "args",
    key: `block${key % 40}.layer${key % 7}.key${key}`,
    status: "changed",
    cells: ids.map((_, model) => cell(model, key)),
  }));
  const counts = { args: { different: keys, total: keys } };
  const named = ids.map((id) => ({ id, title: "", state: "trained", note: null }));
  return JSON.stringify({ ids, base: 0, equal: false, counts, models: named, rows });
}
