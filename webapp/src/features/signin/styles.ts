/** How the links and the actions of the cards outside the shell look. */

export const QUIET_LINK = "self-start font-medium text-accent hover:underline";
export const ACTIONS = "mt-1 grid grid-cols-2 gap-3";
export const ACTION = "min-h-11 font-semibold!";
