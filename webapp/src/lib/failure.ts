/**
 * What any thrown thing says to a person: message, code, request id. Knows the fields of an ApiError, not the class.
 */

export interface Failure {
  code: string;
  message: string;
  requestId: string | null;
  status: number;
  details: Record<string, unknown>;
}

/** Read a thrown thing. */
export function failureOf(error: unknown): Failure {
  const fields = (typeof error === "object" && error !== null ? error : {}) as Partial<Failure>;
  return {
    code: typeof fields.code === "string" ? fields.code : "unexpected",
    message: typeof fields.message === "string" ? fields.message : String(error),
    requestId: typeof fields.requestId === "string" ? fields.requestId : null,
    status: typeof fields.status === "number" ? fields.status : 0,
    details: fields.details ?? {},
  };
}

/** The sentence for it: the server's own, or ours where no answer came. */
export function sentenceOf(failure: Failure, words: { network: string; unreadable: string }): string {
  if (failure.code === "network") return words.network;
  if (failure.code === "unreadable") return words.unreadable;
  return asSentence(failure.message);
}

/** Begin a message with a capital letter, unless it begins with a key or another word that is no word. */
export function asSentence(message: string): string {
  return /^[a-z]+[ ,']/.test(message) ? message[0]!.toUpperCase() + message.slice(1) : message;
}
