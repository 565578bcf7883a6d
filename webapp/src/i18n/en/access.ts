/** Words of signing in, letting a command line in and sessions. */

export const access = {
  language: "Language",
  signIn: "Sign in",
  signInAsAdmin: "Sign in with the account of an Admin to see it.",
  github: "Continue with GitHub",
  githubLead: "Sign in with your GitHub account to see your team's models.",
  githubAsks:
    "GitHub tells this server who you are and which organisations and teams you are in. It asks for nothing else.",
  first: {
    title: "Become the first Admin",
    lead: "This server has no Admin yet. Anyone who signs in from this page becomes the first one.",
    rights: "An Admin reads, changes and deletes every model, and decides who else may come in.",
    once: "This works once. If the link was not meant for you, close this page.",
    go: "Continue with GitHub as first Admin",
    used: "This link does not make anybody Admin any more",
    usedHint:
      "It was used, it is more than a day old, or there is an Admin already. Sign in as usual; where there is no Admin yet, a restart of the server prints a new link.",
  },
  refused: {
    not_admitted: {
      title: "Your account may not use this server",
      text: "You proved who you are, but your GitHub account is in none of the organisations and teams that may come in.",
      next: "Ask an owner of the organisation to add you, then sign in again. If you are a member already, the organisation may still have to approve this app. To use another account, sign out of GitHub first.",
    },
    sign_in_scope: {
      title: "GitHub did not say which teams you are in",
      text: "Without that nobody can tell whether you may come in.",
      next: "Sign in again and leave the access to organisations and teams as GitHub proposes it.",
    },
    disabled: {
      title: "An Admin has disabled your account here",
      text: "Your GitHub account is fine; it is this server that does not let you in.",
      next: "Ask an Admin of this server. Once they enable you, sign in again and everything works as before.",
    },
    membership_stale: {
      title: "Please sign in again",
      text: "For a day nobody could check on GitHub that you are still a member.",
      next: "Continue with GitHub, and everything works as before.",
    },
    sign_in_cancelled: {
      title: "You cancelled on GitHub",
      text: "Nothing happened, and nobody was signed in.",
      next: "Start again whenever you like.",
    },
    sign_in_failed: {
      title: "GitHub did not confirm this sign-in",
      text: "The answer from GitHub could not be used; that happens when it took too long or was opened twice.",
      next: "Start again. If it goes on, ask an Admin to look at the server's log: it has GitHub's own reason.",
    },
    sign_in_state: {
      title: "This sign-in did not begin in this browser",
      text: "It was begun elsewhere, has ended already, or took more than ten minutes. For your safety it does not count.",
      next: "Start again from here, and stay in this browser until you are back.",
    },
    provider_unavailable: {
      title: "GitHub does not answer right now",
      text: "Nobody new can sign in until it does. Anyone who is signed in goes on working.",
      next: "Try again in a few minutes. githubstatus.com says whether GitHub has trouble.",
    },
    database_unavailable: {
      title: "The server cannot reach its database",
      text: "You were not signed in. It is nothing you did.",
      next: "Try again in a moment. If it goes on, tell an Admin.",
    },
    internal: {
      title: "Something broke on the server",
      text: "You were not signed in. It is nothing you did.",
      next: "Try again. If it goes on, tell an Admin when it happened; the server's log has the rest.",
    },
    other: {
      title: "Signing in did not work",
      text: "The server refused without saying more.",
      next: "Try again. If it goes on, tell an Admin the code below.",
    },
  },
  cli: {
    title: "Let this command line in?",
    titleTyped: "Let a command line in",
    titleFound: "Is this your terminal?",
    asks: "asks to use Modelbase as you",
    here: "from this machine",
    from: (address: string) => `from ${address}`,
    you: "You are",
    gets: "It gets",
    token: {
      admin: "a token of yours that reads and writes, for 90 days",
      read_only: "a token of yours that reads, for 90 days",
      guest: "a token of yours that reads, for 90 days",
    },
    until: "Waits until",
    own: "Allow it only if you ran `modelbase login` yourself just now. You can revoke the token under Account.",
    allow: "Allow",
    deny: "Deny",
    back: "Back to the terminal",
    backHint: "Your terminal goes on by itself. You can close this page.",
    allowed: "The command line is in",
    allowedHint:
      "Go back to your terminal: within a few seconds it says that it is signed in. You can close this page.",
    denied: "The sign-in was refused",
    deniedHint: "The terminal gets no token. If it still waits there, Ctrl-C ends it.",
    broken: "This address is not complete",
    brokenHint:
      "Run modelbase login again: it opens the right page. Or type the code that it shows with --no-browser.",
    elsewhere: "The server named another machine, so this page did not go there. Nothing was handed over.",
    codeLead: "Type the eight letters that your terminal shows.",
    code: "Code from the terminal",
    codeHint: "Capital or small letters, with or without the dash.",
    codeShape: "A code has eight letters, like BCDF-GHJK.",
    codeUnknown:
      "No command line waits for this code. It lives ten minutes: look again at your terminal, or run modelbase login once more.",
    codeTooMany: "Too many wrong codes. Wait ten minutes, then run modelbase login again.",
    go: "Continue",
    another: "Type another code",
    home: "Go to the models",
    account: "See your tokens",
  },
  sessions: {
    title: "Where you are signed in",
    hint: "A session lives 30 days. If you do not know one of them, end it, and look at your API tokens too.",
    list: "List of sessions",
    agent: (browser: string, system: string) => `${browser} on ${system}`,
    unknown: "Unknown browser",
    current: "This browser",
    seen: (when: string) => `Last seen ${when}`,
    since: (when: string) => `signed in ${when}`,
    end: "Sign out",
    endOf: (name: string) => `Sign out ${name}`,
    ended: (name: string) => `${name} is signed out.`,
    all: "Sign out everywhere",
    allTitle: "Sign out everywhere?",
    allHint: (count: number) =>
      count === 1
        ? "You are signed out of this browser, at once."
        : `You are signed out of all ${count} browsers at once, this one too.`,
    allTokens: "API tokens and command lines go on working; revoke those one by one.",
  },
  tokens: {
    readOnly:
      "Your role only reads, so your tokens do too. To push or change models, ask an Admin to make you one.",
    scope: {
      read: "Look at models and download them",
      write: "Push, edit and delete models",
      admin: "Roles, policy, protected aliases, audit log",
    },
  },
  emptyForReaders: "Whatever an Admin pushes appears here by itself.",
  code: "Code",
};
