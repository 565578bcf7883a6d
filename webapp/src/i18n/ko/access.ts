/** 로그인, 명령줄 허용, 세션에 쓰는 문구. */
import type { access as words } from "../en/access.ts";

export const access: typeof words = {
  language: "언어",
  signIn: "로그인",
  signInAsAdmin: "관리자 계정으로 로그인하면 볼 수 있습니다.",
  github: "GitHub로 계속하기",
  githubLead: "GitHub 계정으로 로그인하면 팀의 모델을 볼 수 있습니다.",
  githubAsks: "이 서버는 GitHub에서 내가 누구이며 어느 조직과 팀에 속하는지만 확인합니다.",
  first: {
    title: "첫 관리자 되기",
    lead: "이 서버에는 아직 관리자가 없습니다. 이 페이지에서 로그인하는 사람이 첫 관리자가 됩니다.",
    rights: "관리자는 모든 모델을 보고 바꾸고 지울 수 있으며, 누가 들어올 수 있는지 정합니다.",
    once: "한 번만 쓸 수 있습니다. 본인에게 온 링크가 아니라면 이 페이지를 닫으세요.",
    go: "GitHub로 첫 관리자 되기",
    used: "더 이상 쓸 수 없는 링크입니다",
    usedHint:
      "이미 사용했거나 하루가 지났거나 관리자가 이미 있습니다. 평소처럼 로그인하세요. 아직 관리자가 없다면 서버를 다시 시작할 때 새 링크가 출력됩니다.",
  },
  refused: {
    not_admitted: {
      title: "이 서버를 쓸 수 없는 계정입니다",
      text: "본인 확인은 되었지만, 이 서버를 쓸 수 있는 조직이나 팀에 속해 있지 않습니다.",
      next: "조직 소유자에게 추가를 요청한 뒤 다시 로그인하세요. 이미 구성원이라면 조직에서 이 앱을 승인해야 할 수 있습니다. 다른 계정을 쓰려면 먼저 GitHub에서 로그아웃하세요.",
    },
    sign_in_scope: {
      title: "어느 팀에 속하는지 GitHub에서 확인하지 못했습니다",
      text: "소속을 알 수 없으면 들어올 수 있는지 판단할 수 없습니다.",
      next: "다시 로그인하고, GitHub가 제안하는 조직 및 팀 권한을 그대로 허용하세요.",
    },
    disabled: {
      title: "관리자가 이 계정을 차단했습니다",
      text: "GitHub 계정에는 문제가 없습니다. 이 서버에만 로그인할 수 없습니다.",
      next: "이 서버의 관리자에게 문의하세요. 차단이 해제되면 로그인해서 이전처럼 쓸 수 있습니다.",
    },
    membership_stale: {
      title: "다시 로그인해 주세요",
      text: "하루 동안 GitHub에서 구성원 여부를 확인하지 못했습니다.",
      next: "GitHub로 계속하면 이전처럼 쓸 수 있습니다.",
    },
    sign_in_cancelled: {
      title: "GitHub에서 취소했습니다",
      text: "아무 일도 일어나지 않았고, 로그인되지 않았습니다.",
      next: "원할 때 다시 시작하세요.",
    },
    sign_in_failed: {
      title: "GitHub에서 로그인이 확인되지 않았습니다",
      text: "GitHub의 응답을 쓸 수 없었습니다. 너무 오래 걸렸거나 두 번 열었을 때 생기는 일입니다.",
      next: "다시 시작하세요. 계속되면 관리자에게 서버 로그를 봐 달라고 하세요. GitHub가 밝힌 이유가 남아 있습니다.",
    },
    sign_in_state: {
      title: "이 브라우저에서 시작한 로그인이 아닙니다",
      text: "다른 곳에서 시작했거나 이미 끝났거나 10분이 지났습니다. 안전을 위해 인정하지 않습니다.",
      next: "여기에서 다시 시작하고, 돌아올 때까지 이 브라우저를 쓰세요.",
    },
    provider_unavailable: {
      title: "지금은 GitHub가 응답하지 않습니다",
      text: "응답이 돌아올 때까지 새로 로그인할 수 없습니다. 이미 로그인한 사람은 계속 쓸 수 있습니다.",
      next: "몇 분 뒤에 다시 시도하세요. GitHub에 장애가 있는지는 githubstatus.com에서 볼 수 있습니다.",
    },
    database_unavailable: {
      title: "서버가 데이터베이스에 연결하지 못했습니다",
      text: "로그인되지 않았습니다. 사용자의 잘못이 아닙니다.",
      next: "잠시 뒤에 다시 시도하세요. 계속되면 관리자에게 알려 주세요.",
    },
    internal: {
      title: "서버에 문제가 생겼습니다",
      text: "로그인되지 않았습니다. 사용자의 잘못이 아닙니다.",
      next: "다시 시도하세요. 계속되면 언제 생긴 일인지 관리자에게 알려 주세요. 자세한 내용은 서버 로그에 있습니다.",
    },
    other: {
      title: "로그인하지 못했습니다",
      text: "서버가 이유를 밝히지 않고 거절했습니다.",
      next: "다시 시도하세요. 계속되면 아래 코드를 관리자에게 알려 주세요.",
    },
  },
  cli: {
    title: "이 명령줄을 허용할까요?",
    titleTyped: "명령줄 허용",
    titleFound: "본인의 터미널이 맞나요?",
    asks: "에서 내 권한으로 Modelbase를 쓰려고 합니다",
    here: "이 컴퓨터에서 요청함",
    from: (address) => `${address}에서 요청함`,
    you: "로그인한 사람",
    gets: "발급할 토큰",
    token: {
      admin: "읽고 쓸 수 있는 토큰, 90일",
      read_only: "읽을 수만 있는 토큰, 90일",
      guest: "읽을 수만 있는 토큰, 90일",
    },
    until: "대기 기한",
    own: "방금 직접 `modelbase login`을 실행했을 때만 허용하세요. 토큰은 계정 페이지에서 언제든 폐기할 수 있습니다.",
    allow: "허용",
    deny: "거부",
    back: "터미널로 돌아가는 중",
    backHint: "터미널에서 자동으로 계속됩니다. 이 페이지는 닫아도 됩니다.",
    allowed: "명령줄을 허용했습니다",
    allowedHint: "터미널로 돌아가세요. 몇 초 안에 로그인되었다고 표시됩니다. 이 페이지는 닫아도 됩니다.",
    denied: "아무도 허용하지 않았습니다",
    deniedHint: "터미널은 토큰을 받지 못합니다. 아직 기다리고 있다면 Ctrl-C로 끝내세요.",
    broken: "주소가 완전하지 않습니다",
    brokenHint:
      "modelbase login을 다시 실행하면 올바른 페이지가 열립니다. 또는 --no-browser로 나오는 코드를 입력하세요.",
    elsewhere: "서버가 다른 컴퓨터를 가리켜 이동하지 않았습니다. 아무것도 넘기지 않았습니다.",
    codeLead: "터미널에 나온 여덟 글자를 입력하세요.",
    code: "터미널의 코드",
    codeHint: "대소문자와 붙임표는 상관없습니다.",
    codeShape: "코드는 BCDF-GHJK처럼 여덟 글자입니다.",
    codeUnknown:
      "이 코드를 기다리는 명령줄이 없습니다. 코드는 10분 동안만 쓸 수 있습니다. 터미널을 다시 확인하거나 modelbase login을 다시 실행하세요.",
    codeTooMany: "틀린 코드를 너무 많이 입력했습니다. 10분 뒤에 modelbase login을 다시 실행하세요.",
    go: "계속",
    another: "다른 코드 입력",
    home: "모델 보기",
    account: "내 토큰 보기",
  },
  sessions: {
    title: "로그인된 브라우저",
    hint: "세션은 30일 동안 유지됩니다. 모르는 브라우저가 있으면 로그아웃하고 API 토큰도 확인하세요.",
    list: "세션 목록",
    agent: (browser, system) => `${system}의 ${browser}`,
    unknown: "알 수 없는 브라우저",
    current: "현재 브라우저",
    seen: (when) => `마지막 사용 ${when}`,
    since: (when) => `로그인 ${when}`,
    end: "로그아웃",
    endOf: (name) => `${name} 로그아웃`,
    ended: (name) => `${name}에서 로그아웃했습니다.`,
    all: "모든 곳에서 로그아웃",
    allTitle: "모든 곳에서 로그아웃할까요?",
    allHint: (count) =>
      count === 1
        ? "이 브라우저에서 바로 로그아웃됩니다."
        : `현재 브라우저를 포함한 브라우저 ${count}개에서 바로 로그아웃됩니다.`,
    allTokens: "API 토큰과 명령줄은 계속 작동합니다. 필요하면 토큰을 따로 폐기하세요.",
  },
  tokens: {
    readOnly:
      "읽기 전용 역할이므로 토큰도 읽기만 할 수 있습니다. 모델을 올리거나 바꾸려면 관리자에게 역할 변경을 요청하세요.",
    scope: {
      read: "모델 보기와 다운로드",
      write: "모델 올리기, 편집, 삭제",
      admin: "역할, 정책, 보호된 별칭, 감사 로그",
    },
  },
  emptyForReaders: "관리자가 모델을 올리면 여기에 나타납니다.",
  code: "코드",
};
