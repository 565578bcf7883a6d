/**
 * Names for the nouns of the generated schema. An answer has every field that has a default; the document, which
 * serves requests too, calls those optional. Answers that the document does not describe yet are written out here.
 */
import type { Json } from "../lib/json/json.ts";
import type { components } from "./schema.gen.ts";

type Schemas = components["schemas"];
type Answer<T, Alone extends keyof T = never> = Required<Omit<T, Alone>> & Pick<T, Alone>;

export type Parent = Answer<Schemas["Parent"]>;
export type Model = Omit<Answer<Schemas["Model"], "readme">, "parents"> & { parents: Parent[] };
export type File = Schemas["File"];
export type Checkpoint = Answer<Schemas["Checkpoint"], "files" | "damaged">;
export type Token = Answer<Schemas["Token"], "token">;
export type NewToken = Schemas["NewToken"];
export type ModelEdit = Schemas["ModelChange"];
export type About = Schemas["About"];
export type Share = Answer<Schemas["Share"], "secret">;

/** A list that fits into one answer, or a page of one. */
export interface Rows<T> {
  rows: T[];
  next?: string | null;
}

export interface TrashEntry {
  id: string;
  kind: "model" | "checkpoint" | "weights";
  model: string;
  label: string | null;
  title: string;
  size: number;
  deleted_at: string;
  deleted_by: string;
  expires_at: string;
}

/** Who is signed in, and to what. */
export interface Me {
  login: string;
  name: string;
  role: "admin" | "read_only" | "guest";
  via: "session" | "token";
  server: {
    version: string;
    url: string;
    sign_in: "local" | "github";
    anonymous: boolean;
    guests: boolean;
  };
}

/** The identity rules in force. */
export interface Policy {
  number: number;
  ignore: string[];
  seeds: string[];
}

/** A person of this server, as Admins see them. */
export type Person = Omit<Answer<Schemas["User"]>, "session_version">;

/** One record of the audit log. */
export interface AuditEvent {
  id: string;
  action: string;
  by: { id: string; login: string; via: string; token: string | null };
  target: Record<string, string>;
  details: Record<string, unknown>;
  address: string;
  request_id: string;
  at: string;
  outcome: "begun" | "done";
}

/** Counts of one name or one owner; `size` in bytes. */
export interface Kept {
  models: number;
  checkpoints: number;
  size: number;
}

export interface Storage extends Kept {
  stored: { files: number; size: number };
  trash: { entries: number; size: number };
  names: (Kept & { name: string })[];
  owners: (Kept & { owner: string })[];
}

/**
 * One model read alone: its args keep the notation of every number. Of parts that `sees` does not name nothing was
 * sent: their fields are empty and not to be drawn.
 */
export interface FullModel extends Model {
  args: Json;
  readme: string;
  sees: readonly Part[];
  /** Bad notes on it (distance 0) and on its ancestors; not there for who sees no card. */
  warnings?: readonly { id: string; reason: string; distance: number }[];
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

/** One model's value at one key, and how it stands to the base; `delta` and `ratio` where both are numbers. */
export interface DiffCell extends Omit<Schemas["DiffCell"], "value" | "delta" | "ratio"> {
  value?: Json;
  delta?: number;
  ratio?: number;
}

export type Change = DiffCell["change"];

export interface DiffRow extends Omit<Schemas["DiffRow"], "cells"> {
  cells: DiffCell[];
}

/** What differs between models; `base` is a position in `ids`. */
export interface Comparison extends Omit<Schemas["Diff"], "rows"> {
  rows: DiffRow[];
}

/** A value of args keeps the notation of its numbers; one that is not there is missing. */
type WithValues<T> = Omit<T, "base" | "value"> & { base?: Json; value?: Json };
export type MetricChange = Schemas["MetricChange"];
export type NearKey = WithValues<Schemas["NearKey"]>;
export type NearRow = Omit<Schemas["NearRow"], "keys"> & { keys: NearKey[] };
export type NearGroup = Omit<WithValues<Schemas["NearGroup"]>, "rows"> & {
  rows: WithValues<Schemas["NearGroupRow"]>[];
};

/** The models near one, and the ablation table of them. */
export type Near = Omit<Schemas["Near"], "rows" | "groups"> & { rows: NearRow[]; groups: NearGroup[] };

/** The parts of a model that a share may show, in their order. */
export const PARTS = ["card", "args", "weights", "run"] as const;
export type Part = (typeof PARTS)[number];
/** Those that a share shows unless it says otherwise. */
export const USUAL_PARTS: readonly Part[] = ["card", "args", "weights"];
