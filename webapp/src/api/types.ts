/**
 * Names for the nouns of the generated schema, and for the answers whose JSON is read with its numbers as written.
 * Types only.
 */
import type { Json } from "../lib/json.ts";
import type { components } from "./schema.gen.ts";

type Schemas = components["schemas"];

export type Model = Schemas["Model"];
export type Checkpoint = Schemas["Checkpoint"];
export type File = Schemas["File"];
export type Token = Schemas["Token"];
export type TrashEntry = Schemas["TrashEntry"];
export type Me = Schemas["Me"];
export type Policy = Schemas["Policy"];

/** One model read alone: its args keep the notation of every number. */
export interface FullModel extends Model {
  args: Json;
  readme: string;
}

/** A row of the table: `id` and the asked columns; a missing value has no entry. */
export interface ModelRow {
  id: string;
  [column: string]: Json;
}

/** A window of the table. */
export interface ModelsPage {
  rows: ModelRow[];
  next: string | null;
  total: number | null;
  totalExact: boolean;
}

export type Change = "same" | "changed" | "added" | "removed";

/** One model's value at one key, and how it stands to the base; `delta` and `ratio` where both are numbers. */
export interface DiffCell {
  state: "value" | "missing";
  value?: Json;
  change: Change;
  delta?: number;
  ratio?: number;
}

export interface DiffRow {
  section: string;
  key: string;
  status: Change;
  cells: DiffCell[];
}

/** What differs between models; `base` is a position in `ids`. */
export interface Comparison {
  ids: string[];
  base: number;
  equal: boolean;
  counts: Record<string, { different: number; total: number }>;
  rows: DiffRow[];
}
