/** The words of a model's page: README editor, activity, family, args, metrics, use. English; loaded with the page. */
import { countIn } from "../../lib/format/format.ts";

const n = countIn("en");
const plural = (count: number, one: string, many: string): string =>
  `${n(count)} ${count === 1 ? one : many}`;

/** What a line of the activity is made of; what a line has not is empty. */
export interface Line {
  by: string;
  from: string;
  to: string;
  alias: string;
  label: string;
  step: string;
  reason: string;
  login: string;
  words: string;
  others: string;
}

/** Which checkpoints of a run keep their weights. */
export interface Kept {
  best?: string | null;
  keep_last?: number | null;
  keep_every?: number | null;
}

export const card = {
  readme: {
    marks: "Format",
    mark: {
      heading: "Heading",
      bold: "Bold",
      italic: "Italic",
      code: "Code",
      link: "Link",
      list: "List",
    },
    sample: "text",
    addImages: "Add images",
    drop: "Drop to add these images",
    hint: "Drop or paste images here: PNG, JPEG, GIF or WebP, up to 5 MiB each. They are kept with this model as they are: take out what a camera wrote into them, such as the place.",
    sending: (count: number) => `Sending ${plural(count, "image", "images")}…`,
    refused: (count: number) => `${plural(count, "file was", "files were")} not added`,
    why: {
      kind: "no PNG, JPEG, GIF or WebP. Save it as one of these; other files belong into a checkpoint.",
      size: "larger than 5 MiB. Make it smaller, or push it as a file of a checkpoint.",
    },
    draft: (when: string) => `This is your unsaved text from ${when}.`,
    discard: "Discard it",
  },
  tabs: { family: "Family", runs: "Runs", activity: "Activity" },
  activity: {
    list: "What happened to this model",
    files: "Files",
    empty: "Nothing has happened yet",
    via: { token: "by token", session: "", server: "by the server" },
    labelMoved: "The label was taken from an earlier checkpoint.",
    public: "everybody",
    link: "anyone who has a link",
    parts: { card: "card", args: "args", weights: "weights", run: "runs" },
    did: {
      "model.create": ({ by }: Line) => `${by} made this model`,
      "model.readme": ({ by }: Line) => `${by} changed the README`,
      "model.title": ({ by, from, to }: Line) =>
        to === ""
          ? `${by} took the title “${from}” away`
          : `${by} titled it “${to}”${from && `, before “${from}”`}`,
      "model.tags": ({ by, words, others }: Line) =>
        `${by} ${[words && `added ${words}`, others && `removed ${others}`].filter(Boolean).join(" and ")}`,
      "model.note.good": ({ by, reason }: Line) => `${by} marked it as good${reason && `: ${reason}`}`,
      "model.note.bad": ({ by, reason }: Line) => `${by} marked it as bad: ${reason}`,
      "model.note.none": ({ by }: Line) => `${by} took the mark away`,
      "model.delete": ({ by }: Line) => `${by} moved it to the trash`,
      "model.restore": ({ by }: Line) => `${by} restored it from the trash`,
      "alias.set": ({ by, alias }: Line) => `${by} set the alias ${alias}`,
      "alias.move": ({ by, alias }: Line) => `${by} moved the alias ${alias} to another model`,
      "alias.remove": ({ by, alias }: Line) => `${by} took the alias ${alias} away`,
      "alias.protect": ({ by, alias }: Line) => `${by} protected the alias ${alias}`,
      "alias.unprotect": ({ by, alias }: Line) => `${by} ended the protection of the alias ${alias}`,
      "parent.add": ({ by }: Line) => `${by} added a parent`,
      "parent.remove": ({ by }: Line) => `${by} took a parent away`,
      "checkpoint.push": ({ by, label, step }: Line) =>
        `${by} pushed the checkpoint ${label}${step && `, step ${step}`}`,
      "checkpoint.delete": ({ by, label }: Line) => `${by} moved the checkpoint ${label} to the trash`,
      "checkpoint.restore": ({ by, label }: Line) => `${by} restored the checkpoint ${label}`,
      "checkpoint.label": ({ by, label, from }: Line) =>
        label === ""
          ? `${by} took the label ${from} away`
          : `${by} pointed the label ${label} at the checkpoint ${from}`,
      "weights.delete": ({ by, label }: Line) => `${by} deleted the weights of the checkpoint ${label}`,
      "weights.restore": ({ by, label }: Line) => `${by} restored the weights of the checkpoint ${label}`,
      "share.create": ({ by, login, words }: Line) => `${by} opened it to ${login}${words && ` (${words})`}`,
      "share.change": ({ by, login, words }: Line) =>
        `${by} changed what ${login} may see${words && ` (${words})`}`,
      "share.revoke": ({ by, login }: Line) => `${by} closed it to ${login}`,
    },
    other: (by: string, action: string) => `${by}: ${action}`,
  },
  aliases: {
    isProtected: "protected",
    hint: "Protected: it cannot be moved or taken away, nor its model deleted, until an Admin ends the protection.",
    offer: "Protect it from being moved or taken away",
    protect: (alias: string) => `Protect the alias ${alias}`,
    held: (alias: string, model: string) =>
      `${alias} is protected and points to ${model}. End its protection there first, then set it here.`,
  },
  family: {
    what: (count: number) => `${plural(count, "replica", "replicas")}: the same args but for the seed.`,
    alone: "No replica yet",
    aloneHint:
      "With one model there is no spread: train the same args with another seed to see how far its metrics can be trusted.",
    cut: (count: number) => `Only ${n(count)} of them were read.`,
    table: "Replicas and their metrics",
    model: "Model",
    here: "this model",
    state: "State",
    mean: "Mean ± std",
    range: "Range",
    of: (count: number) => `n = ${n(count)}`,
    notFinite: (count: number) => `${n(count)} not finite`,
    noMetrics: "None of them has metrics yet.",
    inTable: "Show in the table",
    folded: "Families of this name",
    compare: "Compare",
    compareSome: (count: number) => `Compare the first ${n(count)}`,
  },
  args: {
    withValue: (key: string) => `Models with this value of ${key}`,
    download: "Download",
    json: "JSON, as given",
    yaml: "YAML",
    ignoredBy: (pattern: string) => `The policy leaves this key out of the ID, by the pattern ${pattern}.`,
    seed: "seed",
    seedHint: (pattern: string) =>
      `Counts for the ID but not for the family: models that differ in it are replicas. By the pattern ${pattern}.`,
    parent: "Parent",
    differs: (count: number) => `${plural(count, "key differs", "keys differ")} from`,
    onlyDiffering: "Differences only",
    was: (value: string) => `parent: ${value}`,
    added: "not in the parent",
    gone: (count: number) =>
      `${plural(count, "key", "keys")} of the parent ${count === 1 ? "is" : "are"} missing here`,
    gonePanel: "Only in the parent",
    compare: "Compare in full",
    failed: "The parent could not be compared",
  },
  metrics: {
    find: "Find a metric",
    nothing: "No metric has that name.",
    shown: (count: number, total: number) => `${n(count)} of ${n(total)}`,
    logY: "Log values",
    logX: "Log steps",
    across: "Across",
    step: "Steps",
    time: "Time",
    hours: "Hours since the first value",
    family: "Overlay family",
    familySome: (count: number, total: number) => `${n(count)} of ${n(total)} replicas`,
    told: (metric: string, first: string, last: string) => `${metric} goes from ${first} to ${last}`,
    values: "Values",
    valuesOf: (metric: string) => `Values of ${metric}`,
    final: "Final values",
    atStep: (label: string, step: string) => `${label}, step ${step}`,
    raw: "as measured",
    logged: (step: string) => `step ${step}`,
    unfinite: "Gaps are values that are no finite number: × is NaN, ∧ and ∨ are infinities.",
    thinned: (shown: string, all: string) => `${shown} of ${all} points; peaks are kept.`,
    dropped: (count: number) =>
      `${plural(count, "value", "values")} of 0 or less left out: a log axis has no place for them.`,
  },
  runs: {
    list: "Runs, newest first",
    empty: "No run was recorded",
    emptyHint:
      "A training inside modelbase.run is recorded: who ran it on which machine, with which code, and how it ended.",
    training: "It is being trained now",
    trainedBy: (who: string, host: string) => `${who} is training it${host && ` on ${host}`}`,
    since: "Began",
    step: (step: string) => `step ${step}`,
    heard: "last heard of",
    ended: {
      interrupted: (step: string | null) =>
        step === null ? "The training was interrupted" : `Interrupted; saved up to step ${step}`,
      failed: (step: string | null) =>
        step === null ? "The training failed" : `Failed; saved up to step ${step}`,
    },
    ranBy: (who: string, host: string) => (host === "" ? who : `${who} on ${host}`),
    goOn: "Run the same training again: it goes on from this checkpoint by itself. Or bring the files here.",
    goOnFromNothing: "No checkpoint was saved. Run the same training again: it begins at step 0.",
    pull: "Command that brings the checkpoint here",
    python: "The two lines of a training that goes on",
    error: "Last lines of the error",
    copyError: "Copy the error",
    run: (number: number) => `Run ${n(number)}`,
    began: "Began",
    endedAt: "Ended",
    took: "Took",
    steps: "Steps",
    none: "none",
    keeps: "Keeps",
    kept: (rule: Kept) =>
      [
        rule.best && `the best by ${rule.best.replace(/:(max|min)$/, " ($1)")}`,
        rule.keep_last && `the last ${plural(rule.keep_last, "checkpoint", "checkpoints")}`,
        rule.keep_every && `one every ${plural(rule.keep_every, "step", "steps")}`,
      ]
        .filter(Boolean)
        .join(", "),
    id: "Run ID",
    copyId: "Copy run ID",
    lasted: (milliseconds: number) => {
      const seconds = Math.max(0, Math.round(milliseconds / 1000));
      const [minutes, hours] = [Math.floor(seconds / 60), Math.floor(seconds / 3600)];
      if (minutes === 0) return `${seconds} s`;
      return hours === 0 ? `${minutes} min ${seconds % 60} s` : `${n(hours)} h ${minutes % 60} min`;
    },
    from: "Where it is from",
    command: "Command",
    packages: (count: number) => plural(count, "package with its version", "packages with their versions"),
    patch: "What was changed and not committed",
    origin: {
      commit: "Commit",
      branch: "Branch",
      remote: "Repository",
      dirty: "Uncommitted",
      entry_point: "Program",
      python: "Python",
      platform: "System",
      gpu: "GPU",
      gpus: "GPUs",
      host: "Machine",
      left_out: "Left out for its size",
      patch_left_out: "Patch left out",
    },
  },
  use: {
    lightning: "Lightning",
    hints: {
      cli: "Brings the files here, checked by their SHA-256; run again, it goes on where it stopped.",
      python: "The files, the args, and the weights in memory.",
      lightning: "A module whose network has these weights. Give it a network of the same shape.",
      curl: "One request a file, for machines without Python.",
    },
    tokenFirst: "Before: export a token, made under Account.",
    open: "This model is public: nobody has to sign in.",
    link: "You are here by a link, which needs no account. Put its secret, the part after /s/, into the variable MODELBASE_SHARE first; anyone who has it can read this model.",
    checkpoint: "Checkpoint",
    more: (count: number) =>
      `${plural(count, "more file", "more files")}: the command line brings all of them`,
  },
};
