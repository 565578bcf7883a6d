/** The upload page. English. */
import { countIn } from "../../lib/format/format.ts";

const n = countIn("en");
const plural = (count: number, one: string, many: string): string =>
  `${n(count)} ${count === 1 ? one : many}`;

function left(seconds: number): string {
  if (seconds < 60) return `${Math.max(1, seconds)} s left`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min left` : `${Math.floor(minutes / 60)} h ${minutes % 60} min left`;
}

function lineOf(line: number | null): string {
  return line === null ? "" : ` (line ${n(line)})`;
}

/** A training that has ended unfinished; what is not known or not seen is empty. */
export interface Unfinished {
  who: string;
  host: string;
  step: string;
}

const byWhom = ({ who, host }: Unfinished): string => (who && ` by ${who}`) + (host && ` on ${host}`);
const atStep = ({ step }: Unfinished): string => step && `; step ${step} is kept`;

export const uploading = {
  titleFor: "New checkpoint",
  onlyAdmins: "Only Admins upload",
  onlyAdminsHint: "Ask an Admin of this server to change your role, or to push for you.",
  files: "Files",
  drop: "Drop files or a folder here",
  dropNow: "Let go to add them",
  dropHint: "Up to 10,000 files of at most 5 TiB each. The contents of a folder go to the top level.",
  chooseFiles: "Choose files",
  chooseFolder: "Choose folder",
  count: (count: number, size: string) => `${plural(count, "file", "files")}, ${size}`,
  skipped: (count: number) => `${plural(count, "file", "files")} left out, such as .DS_Store and .git`,
  tooMany: "A checkpoint has at most 10,000 files. Remove some, or push them as several checkpoints.",
  clear: "Remove all",
  remove: (path: string) => `Remove ${path}`,
  more: (count: number) => `Show ${plural(count, "more file", "more files")}`,
  hashedOf: (done: string, all: string) => `${done} of ${all} hashed`,
  hashing: (percent: number) => `hashing ${percent} %`,
  queued: "waiting to be hashed",
  ready: "ready",
  unreadable: "This file cannot be read. Is it still there?",
  retryOf: (path: string) => `Read ${path} again`,
  faults: {
    empty: "has no name",
    absolute: "must not begin at the root of a disk",
    control: "has a control character in its name",
    long: "has a name that is too long",
    parts: "has an empty part in its path, or one that leaves the folder",
    git: "lies in a .git folder",
    unsafe: 'has one of < > : " | ? * \\ in its name, which some systems cannot keep',
    ending: "has a part that ends with a space or a dot",
    device: "has the name of a device on some systems",
    clash: "takes the place of another file on some systems",
    size: "is larger than 5 TiB",
  },
  args: "Args",
  argsHint:
    "Paste the training args as JSON, or choose a JSON, YAML or TOML file. The numbers of JSON stay as they are written.",
  argsPasted: "The text",
  argsReadAs: (format: string) => `Read it as ${format}`,
  argsUnread: (name: string, why: string) => `${name} cannot be read as args: ${why}`,
  argsFaults: {
    unread: (message: string, line: number | null) => `${message}${lineOf(line)}.`,
    twice: (key: string, line: number | null) => `the key ${key} is there twice${lineOf(line)}.`,
    unresolved: (key: string) =>
      `${key} is a reference that cannot be resolved here (\${…} of another program, ??? or a cycle). Write the value itself, or \\\${ for text.`,
    unsure: (what: string, line: number | null) =>
      `${what}${lineOf(line)} is read by the command line only. Write a plain value, or push with modelbase push.`,
    number: (text: string) => `${text} does not fit into a double. Write it as text, in quotes.`,
    mapping: () => "args are a mapping of names to values.",
    values: () => "there are more than 10,000 values, or more than 2 MiB.",
    deep: () => "it is nested deeper than 100 levels.",
  },
  argsFile: "From a file",
  argsModel: "From a model",
  argsModelHint: "ID or title of a model",
  argsOffered: (path: string) => `${path} is among the files.`,
  argsUse: "Use it as args",
  argsCount: (count: number) => plural(count, "value", "values"),
  argsWrong: {
    json: (line: number | null) => `This is not JSON${line === null ? "" : `: see line ${n(line)}`}.`,
    mapping: "Args are a JSON object: { … }.",
  },
  argsKept: "The args of this model; they cannot change.",
  noArgsFile: "Args are read from .json, .yaml, .yml and .toml files.",
  dataset: "Dataset",
  architecture: "Architecture",
  nameMissing: "The args do not say both, and the ID begins with them.",
  identity: "Model",
  identityWaits: "The ID is shown here before anything is sent. It is worked out from the args.",
  isNewHint: "No model has these args yet. The upload creates it.",
  isThere: (count: number) =>
    count === 0
      ? "Exists already, without a checkpoint"
      : `Exists already: ${plural(count, "checkpoint", "checkpoints")}`,
  isThereHint: "The upload adds a checkpoint. Title, tags and README stay as they are.",
  isTraining: (who: string) => `Is being trained by ${who}`,
  isUnfinished: {
    interrupted: (one: Unfinished) => `The training${byWhom(one)} was interrupted${atStep(one)}.`,
    failed: (one: Unfinished) => `The training${byWhom(one)} failed${atStep(one)}.`,
  },
  checkpoint: "Checkpoint",
  label: "Label",
  labelHelp: "If empty: last",
  move: "Take the label from a checkpoint that has it",
  step: "Step",
  metrics: "Metrics",
  metricsHelp: "One per line: key=number",
  metricsWrong: (line: string) => `“${line}” is not key=number.`,
  stepWrong: "A whole number, 0 or more.",
  about: "Title, tags, parent, README",
  name: "Title",
  tags: "Tags",
  tagsHelp: "Separated by commas",
  parent: "Parent",
  parentHint: "ID of the model it was made from",
  kind: "How it was made from it",
  start: "Upload",
  secrets: (count: number): string =>
    count === 1
      ? "This arg looks like a credential and would be refused:"
      : "These args look like credentials and would be refused:",
  secretsHint:
    "Args are shown to everyone who reads the model. Remove the value, or write <redacted> in its place.",
  noSecrets: (count: number): string => (count === 1 ? "It is no secret" : "They are no secrets"),
  needs: {
    secrets: "Remove the credentials from the args first.",
    files: "Add files.",
    faults: "Rename or remove the files listed first.",
    args: "Add args.",
    argsWrong: "The args cannot be read yet.",
    name: "Enter dataset and architecture.",
    identity: "The ID is not known yet.",
    fields: "Correct the marked fields.",
  },
  unfinished: (count: number) => plural(count, "unfinished upload", "unfinished uploads"),
  unfinishedHint: "Choose the same files again to resume. What was sent is not sent again.",
  unfinishedFiles: (count: number, size: string, when: string) =>
    `${plural(count, "file", "files")}, ${size}, ${when}`,
  goOn: "Resume",
  goOnOf: (model: string) => `Resume the upload to ${model}`,
  forgetOf: (model: string) => `Give up the upload to ${model}`,
  forget: "Give up",
  unlike: (paths: string) => `These are not the same files. Missing or of another size: ${paths}`,
  uploadingTo: "Uploading to",
  phases: {
    hashing: "Hashing the files",
    declaring: "Asking what is missing",
    sending: "Sending",
    paused: "Paused",
    committing: "Making the checkpoint",
    done: "Done",
    stopped: "Stopped",
  },
  waiting: "The server does not answer. The upload resumes by itself when it is back.",
  tryNow: "Try now",
  safe: "What is sent stays on the server for 7 days. If this tab is closed, choose the same files again to resume.",
  pause: "Pause",
  resume: "Resume",
  cancel: "Cancel",
  cancelName: "Cancel the upload",
  cancelAsk: "Remove what was sent?",
  cancelYes: "Stop and remove",
  cancelKeep: "Keep uploading",
  progress: "Progress of the upload",
  progressOf: (path: string) => `Progress of ${path}`,
  sofar: (done: string, all: string) => `${done} of ${all}`,
  parts: (done: number, count: number) => `${n(done)} of ${plural(count, "part", "parts")}`,
  speed: (size: string) => `${size}/s`,
  left,
  announce: (percent: number) => `${percent} % uploaded`,
  states: {
    waiting: "waiting",
    sending: "sending",
    sent: "sent",
    stored: "already stored, skipped",
    twice: "same content as another file, skipped",
    failed: "failed",
  },
  errors: {
    file_changed: "This file changed while it was uploaded. Cancel, and choose it again.",
    file_missing: "A file cannot be read. Cancel, and choose it again.",
    store_refused: "The store refused these bytes.",
  },
  uploaded: (name: string) => `${name} is uploaded.`,
  already: (name: string) => `The same files are there already as ${name}.`,
};
