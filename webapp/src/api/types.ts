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
