/**
 * What lies on the upload page: picked files, what was typed, and the push that goes on. It outlives the page, so that an
 * upload does not end because a person looks at another page; only a reload ends it, and the browser asks before that.
 */
import type { Beginning, Named } from "./transfer/upload.ts";
import { PickedFiles } from "./files/files.ts";
import { Push, type Job, type Outcome } from "./transfer/push.ts";

export interface Form extends Named, Omit<Beginning, "tags" | "parents" | "allow_secrets"> {
  args: string;
  label: string;
  move: boolean;
  step: string;
  metrics: string;
  tags: string;
  parent: string;
  parentKind: NonNullable<Beginning["parents"][number]["kind"]>;
  /** What looks like credentials in the args is none; said of these very args. */
  noSecrets: boolean;
}

export interface DeskView {
  form: Form;
  push: Push | null;
}

const EMPTY: Form = {
  args: "",
  dataset: "",
  architecture: "",
  label: "",
  move: false,
  step: "",
  metrics: "",
  title: "",
  tags: "",
  readme: "",
  parent: "",
  parentKind: "finetuned",
  noSecrets: false,
};

/** One for the browser's tab. */
export class UploadState {
  files = new PickedFiles();
  private view: DeskView = { form: EMPTY, push: null };
  private readonly listeners = new Set<() => void>();

  get = (): DeskView => this.view;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Change some fields. What was said of the args does not hold for others. */
  set(change: Partial<Form>): void {
    const { form } = this.view;
    const others = change.args !== undefined && change.args !== form.args;
    this.show({ form: { ...form, ...(others && { noSecrets: false }), ...change } });
  }

  /** Begin to push. */
  start(job: Omit<Job, "files">, onDone: (outcome: Outcome) => void): void {
    const push = new Push({ ...job, files: this.files }, (outcome) => {
      this.clear();
      onDone(outcome);
    });
    this.show({ push });
    window.addEventListener("beforeunload", askFirst);
    push.go();
  }

  /** Back to the form, with everything in it. */
  async cancel(): Promise<void> {
    const { push } = this.view;
    window.removeEventListener("beforeunload", askFirst);
    this.show({ push: null });
    await push?.cancel();
  }

  /** An empty form. */
  clear(): void {
    window.removeEventListener("beforeunload", askFirst);
    this.view.push?.pause();
    this.files.clear();
    this.show({ form: EMPTY, push: null });
  }

  private show(change: Partial<DeskView>): void {
    this.view = { ...this.view, ...change };
    for (const listener of this.listeners) listener();
  }
}

/** Has the browser ask before the page is left: what is on its way would have to be sent again. */
function askFirst(event: BeforeUnloadEvent): void {
  event.preventDefault();
}

export const uploadState = new UploadState();
