/** What is done to checkpoints and their files on a model's page; loaded with it. English. */
import { countIn } from "../../lib/format/format.ts";

const n = countIn("en");

export const content = {
  acts: (label: string) => `Actions for ${label}`,
  change: "Change label…",
  deleteWeights: "Delete weights only…",
  deleteCheckpoint: "Move to trash…",
  bringBack: "Bring the weights back",
  undo: "Undo",
  label: {
    title: (label: string) => `Change the label of ${label}`,
    hash: (hash: string) => `the checkpoint ${hash}`,
    field: "New label",
    help: "Letters, digits, “.”, “_” and “-”. The hash always works too.",
    wrong: "1 to 64 letters, digits and “._-”, beginning with a letter or digit",
    likeHash: "This looks like a hash: use another letter, or fewer than 12 digits.",
    taken: (label: string, hash: string) =>
      `${label} is the checkpoint ${hash} now. It loses the label and keeps everything else; its hash then stands in its place.`,
    save: "Change label",
    move: "Move the label here",
    remove: "Take the label away",
    removed: (label: string) => `The checkpoint has no label any more; ${label} is free.`,
    same: "It has this label already.",
    done: (label: string) => `The checkpoint is labelled ${label}.`,
    moved: (label: string) => `${label} points to this checkpoint now.`,
  },
  weights: {
    title: (label: string) => `Delete the weights of ${label}?`,
    size: (files: number, size: string) => `${n(files)} ${files === 1 ? "file" : "files"}, ${size}`,
    goes: "Goes",
    stays: "Stays",
    goesWhat: "The bytes of its files, unless another checkpoint has the same ones.",
    staysWhat: "Label, step, metrics, args, and the list of files with sizes and hashes.",
    back: "They can be brought back from the trash until it runs out, and by pushing the same files at any time.",
    sure: "Delete weights",
    done: (label: string) => `The weights of ${label} are in the trash.`,
  },
  checkpoint: {
    title: (label: string) => `Move ${label} to the trash?`,
    what: "Its files, step and metrics go with it. It can be restored from the trash until that runs out.",
    latest: "It is the latest checkpoint: anyone who pulls without a label gets the one before.",
    sure: "Move to trash",
    done: (label: string) => `${label} is in the trash.`,
  },
  undone: (label: string) => `${label} is as it was.`,
  gone: {
    title: "The weights were deleted",
    by: (login: string, when: string) => `${login} deleted them ${when}.`,
    at: (when: string) => `They were deleted ${when}.`,
    what: "Args, metrics and the list of files are still here. Train it again by its args, or push the same files to bring them back:",
    done: (label: string) => `The weights of ${label} are back.`,
    late: "The trash does not have them any more.",
  },
  several: {
    all: (files: number, size: string) =>
      files === 1 ? `Download the file · ${size}` : `Download all ${n(files)} files · ${size}`,
    some: (files: number, size: string) =>
      files === 1 ? `Download 1 file · ${size}` : `Download ${n(files)} files · ${size}`,
    command: "Copy the pull command",
    many: (most: number) => `More than ${n(most)} files are better pulled.`,
    choose: (path: string) => `Choose ${path}`,
    chooseAll: "Choose all files",
  },
  preview: {
    open: (path: string) => `Preview ${path}`,
    lines: (count: number) => `${n(count)} ${count === 1 ? "line" : "lines"}`,
    cut: (shown: string, whole: string) => `The first ${shown} of ${whole}`,
    wrap: "Wrap lines",
    asText: "Shown as text: what it would do in a browser does not happen here.",
    imageOf: (path: string) => `The picture ${path}`,
    size: (width: number, height: number) => `${n(width)} × ${n(height)} pixels`,
    broken: "The browser cannot read this picture.",
    why: {
      binary: "This is not text, so there is nothing to read here.",
      weights: "These are weights. What is inside is listed under Tensors.",
      large: "This picture is larger than 8 MiB. Download it to see it.",
      empty: "This file is empty.",
      pixels: "This picture has more than 40 million pixels. Download it to see it.",
      deleted: "The weights of this checkpoint were deleted, and this file with them.",
    },
    tensors: "Show tensors",
  },
};
