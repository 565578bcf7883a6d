/** 모델 페이지에 쓰는 말: en/card.ts와 같은 모양. */
import type { card as en } from "../en/card.ts";
import { countIn } from "../../lib/format/format.ts";

const n = countIn("ko");

export const card: typeof en = {
  readme: {
    marks: "서식",
    mark: { heading: "제목", bold: "굵게", italic: "기울임", code: "코드", link: "링크", list: "목록" },
    sample: "텍스트",
    addImages: "이미지 추가",
    drop: "놓으면 이미지가 추가됩니다",
    hint: "이미지를 여기에 끌어다 놓거나 붙여 넣으세요. PNG, JPEG, GIF, WebP 형식이고 각각 5 MiB까지입니다. 이미지는 이 모델과 함께 원본 그대로 보관되므로, 촬영 위치 같은 정보는 미리 지우세요.",
    sending: (count) => `이미지 ${n(count)}개를 보내는 중…`,
    refused: (count) => `파일 ${n(count)}개를 추가하지 못했습니다`,
    why: {
      kind: "PNG, JPEG, GIF, WebP가 아닙니다. 이 형식 중 하나로 저장하세요. 다른 파일은 체크포인트에 넣어야 합니다.",
      size: "5 MiB보다 큽니다. 크기를 줄이거나 체크포인트에 파일로 올리세요.",
    },
    draft: (when) => `${when}에 쓰고 저장하지 않은 글입니다.`,
    discard: "버리기",
  },
  tabs: { family: "계열", runs: "실행 기록", activity: "활동" },
  activity: {
    list: "이 모델의 활동 내역",
    files: "파일",
    empty: "아직 활동이 없습니다",
    via: { token: "토큰 사용", session: "", server: "서버가 처리" },
    labelMoved: "이전 체크포인트에서 라벨을 옮겨 왔습니다.",
    public: "모두",
    link: "링크를 가진 사람",
    parts: { card: "카드", args: "인자", weights: "가중치", run: "실행 기록" },
    did: {
      "model.create": ({ by }) => `${by} 님이 이 모델을 만들었습니다`,
      "model.readme": ({ by }) => `${by} 님이 README를 고쳤습니다`,
      "model.title": ({ by, from, to }) =>
        to === ""
          ? `${by} 님이 제목을 지웠습니다: “${from}”`
          : `${by} 님이 제목을 바꿨습니다: ${from && `“${from}” → `}“${to}”`,
      "model.tags": ({ by, words, others }) =>
        `${by} 님이 태그를 바꿨습니다: ${[words && `추가 ${words}`, others && `삭제 ${others}`].filter(Boolean).join(", ")}`,
      "model.note.good": ({ by, reason }) => `${by} 님이 좋음으로 표시했습니다${reason && `: ${reason}`}`,
      "model.note.bad": ({ by, reason }) => `${by} 님이 나쁨으로 표시했습니다: ${reason}`,
      "model.note.none": ({ by }) => `${by} 님이 평가 표시를 지웠습니다`,
      "model.delete": ({ by }) => `${by} 님이 휴지통으로 옮겼습니다`,
      "model.restore": ({ by }) => `${by} 님이 휴지통에서 복원했습니다`,
      "alias.set": ({ by, alias }) => `${by} 님이 별칭을 지정했습니다: ${alias}`,
      "alias.move": ({ by, alias }) => `${by} 님이 별칭을 다른 모델로 옮겼습니다: ${alias}`,
      "alias.remove": ({ by, alias }) => `${by} 님이 별칭을 지웠습니다: ${alias}`,
      "alias.protect": ({ by, alias }) => `${by} 님이 별칭을 보호했습니다: ${alias}`,
      "alias.unprotect": ({ by, alias }) => `${by} 님이 별칭 보호를 해제했습니다: ${alias}`,
      "parent.add": ({ by }) => `${by} 님이 부모 모델을 추가했습니다`,
      "parent.remove": ({ by }) => `${by} 님이 부모 모델을 지웠습니다`,
      "checkpoint.push": ({ by, label, step }) =>
        `${by} 님이 체크포인트를 올렸습니다: ${label}${step && ` (스텝 ${step})`}`,
      "checkpoint.delete": ({ by, label }) => `${by} 님이 체크포인트를 휴지통으로 옮겼습니다: ${label}`,
      "checkpoint.restore": ({ by, label }) => `${by} 님이 체크포인트를 복원했습니다: ${label}`,
      "checkpoint.label": ({ by, label, from }) =>
        label === ""
          ? `${by} 님이 ${from} 라벨을 뗐습니다`
          : `${by} 님이 체크포인트 ${from}에 ${label} 라벨을 붙였습니다`,
      "weights.delete": ({ by, label }) => `${by} 님이 체크포인트의 가중치를 삭제했습니다: ${label}`,
      "weights.restore": ({ by, label }) => `${by} 님이 체크포인트의 가중치를 복원했습니다: ${label}`,
      "share.create": ({ by, login, words }) =>
        `${by} 님이 ${login}에게 공유했습니다${words && ` (${words})`}`,
      "share.change": ({ by, login, words }) =>
        `${by} 님이 ${login}에게 보이는 범위를 바꿨습니다${words && ` (${words})`}`,
      "share.revoke": ({ by, login }) => `${by} 님이 ${login}에게 한 공유를 회수했습니다`,
    },
    other: (by, action) => `${by} 님의 활동: ${action}`,
  },
  aliases: {
    isProtected: "보호됨",
    hint: "보호된 별칭입니다. 관리자가 보호를 해제하기 전에는 옮기거나 지울 수 없고, 가리키는 모델도 삭제할 수 없습니다.",
    offer: "옮기거나 지울 수 없도록 보호합니다",
    protect: (alias) => `별칭 ${alias} 보호`,
    held: (alias, model) =>
      `${alias} 별칭은 보호되어 있으며 ${model} 모델을 가리킵니다. 그 모델에서 먼저 보호를 해제한 뒤 여기에 지정하세요.`,
  },
  family: {
    what: (count) => `반복 학습 ${n(count)}개: 시드만 다르고 인자가 같습니다.`,
    alone: "아직 반복 학습이 없습니다",
    aloneHint:
      "모델이 하나뿐이면 편차를 알 수 없습니다. 같은 인자를 다른 시드로 학습하면 지표를 얼마나 믿을 수 있는지 보입니다.",
    cut: (count) => `그중 ${n(count)}개만 읽었습니다.`,
    table: "반복 학습 모델과 지표",
    model: "모델",
    here: "이 모델",
    state: "상태",
    mean: "평균 ± 표준편차",
    range: "범위",
    of: (count) => `${n(count)}개`,
    notFinite: (count) => `유한하지 않은 값 ${n(count)}개`,
    noMetrics: "아직 지표가 있는 모델이 없습니다.",
    inTable: "표에서 보기",
    folded: "이 이름의 계열",
    compare: "비교",
    compareSome: (count) => `처음 ${n(count)}개 비교`,
  },
  args: {
    withValue: (key) => `${key} 값이 같은 모델`,
    download: "다운로드",
    json: "JSON (원본 그대로)",
    yaml: "YAML 형식",
    ignoredBy: (pattern) => `정책의 ${pattern} 패턴에 따라 ID를 계산할 때 이 키를 뺍니다.`,
    seed: "시드",
    seedHint: (pattern) =>
      `ID에는 반영되지만 계열에는 반영되지 않습니다. 이 키만 다른 모델은 서로 반복 학습입니다. 패턴: ${pattern}`,
    parent: "부모 모델",
    differs: (count) => `키 ${n(count)}개가 다릅니다. 기준:`,
    onlyDiffering: "다른 것만 보기",
    was: (value) => `부모: ${value}`,
    added: "부모에는 없음",
    gone: (count) => `부모의 키 ${n(count)}개가 여기에는 없습니다`,
    gonePanel: "부모에만 있는 키",
    compare: "전체 비교",
    failed: "부모 모델과 비교하지 못했습니다",
  },
  metrics: {
    find: "지표 찾기",
    nothing: "그런 이름의 지표가 없습니다.",
    shown: (count, total) => `${n(total)}개 중 ${n(count)}개`,
    logY: "값 로그 축",
    logX: "스텝 로그 축",
    across: "가로축",
    step: "스텝",
    time: "시간",
    hours: "첫 값 이후 시간",
    family: "계열 겹쳐 보기",
    familySome: (count, total) => `반복 학습 ${n(total)}개 중 ${n(count)}개`,
    told: (metric, first, last) => `${metric}: ${first} → ${last}`,
    values: "값 보기",
    valuesOf: (metric) => `${metric} 값`,
    final: "최종 값",
    atStep: (label, step) => `${label}, 스텝 ${step}`,
    raw: "원래 값",
    logged: (step) => `스텝 ${step}`,
    unfinite: "끊긴 곳은 유한한 수가 아닌 값입니다. ×는 NaN, ∧와 ∨는 무한대입니다.",
    thinned: (shown, all) => `점 ${all}개 중 ${shown}개, 최고점과 최저점은 모두 남습니다.`,
    dropped: (count) => `0 이하인 값 ${n(count)}개는 로그 축에 놓을 수 없어 뺐습니다.`,
  },
  runs: {
    list: "실행 기록, 최신순",
    empty: "기록된 실행이 없습니다",
    emptyHint:
      "modelbase.run 안에서 학습하면 누가 어느 컴퓨터에서 어떤 코드로 실행했고 어떻게 끝났는지 기록됩니다.",
    training: "지금 학습하고 있습니다",
    trainedBy: (who, host) => `${who} 님이 ${host && `${host}에서 `}학습하고 있습니다`,
    since: "시작:",
    step: (step) => `스텝 ${step}`,
    heard: "마지막 연락:",
    ended: {
      interrupted: (step) =>
        step === null ? "학습이 중단되었습니다" : `학습이 중단되었습니다. 스텝 ${step}까지 저장되어 있습니다`,
      failed: (step) =>
        step === null ? "학습이 실패했습니다" : `학습이 실패했습니다. 스텝 ${step}까지 저장되어 있습니다`,
    },
    ranBy: (who, host) => (host === "" ? `${who} 님` : `${who} 님, ${host}`),
    goOn: "같은 학습을 다시 실행하면 이 체크포인트부터 자동으로 이어집니다. 파일만 내려받을 수도 있습니다.",
    goOnFromNothing: "저장된 체크포인트가 없습니다. 같은 학습을 다시 실행하면 스텝 0부터 시작합니다.",
    pull: "체크포인트를 내려받는 명령",
    python: "학습을 이어 가는 코드 두 줄",
    error: "오류의 마지막 줄",
    copyError: "오류 복사",
    run: (number) => `실행 ${n(number)}`,
    began: "시작",
    endedAt: "종료",
    took: "걸린 시간",
    steps: "스텝",
    none: "없음",
    keeps: "보관",
    kept: (rule) =>
      [
        rule.best && `${rule.best.replace(/:(max|min)$/, " ($1)")} 기준 최고`,
        rule.keep_last && `마지막 체크포인트 ${n(rule.keep_last)}개`,
        rule.keep_every && `${n(rule.keep_every)}스텝마다 1개`,
      ]
        .filter(Boolean)
        .join(", "),
    id: "실행 ID",
    copyId: "실행 ID 복사",
    lasted: (milliseconds) => {
      const seconds = Math.max(0, Math.round(milliseconds / 1000));
      const [minutes, hours] = [Math.floor(seconds / 60), Math.floor(seconds / 3600)];
      if (minutes === 0) return `${seconds}초`;
      return hours === 0 ? `${minutes}분 ${seconds % 60}초` : `${n(hours)}시간 ${minutes % 60}분`;
    },
    from: "출처",
    command: "명령",
    packages: (count) => `패키지 ${n(count)}개와 버전`,
    patch: "커밋하지 않은 변경",
    origin: {
      commit: "커밋",
      branch: "브랜치",
      remote: "저장소",
      dirty: "커밋하지 않은 변경",
      entry_point: "프로그램",
      python: "Python",
      platform: "시스템",
      gpu: "GPU",
      gpus: "GPU 수",
      host: "컴퓨터",
      left_out: "너무 커서 뺀 항목",
      patch_left_out: "변경 내용을 뺀 이유",
    },
  },
  use: {
    lightning: "Lightning",
    hints: {
      cli: "파일을 다운로드하고 SHA-256으로 검증합니다. 다시 실행하면 멈춘 곳부터 이어받습니다.",
      python: "파일과 인자를 가져오고 가중치를 메모리에 올립니다.",
      lightning: "이 가중치를 가진 모듈입니다. 같은 구조의 네트워크를 넘겨주세요.",
      curl: "파일마다 요청을 한 번 보냅니다. Python이 없는 컴퓨터에서 쓸 수 있습니다.",
    },
    tokenFirst: "먼저 계정 페이지에서 만든 토큰을 환경 변수로 내보내세요.",
    open: "공개 모델이므로 로그인하지 않아도 됩니다.",
    link: "링크로 들어와서 계정이 필요 없습니다. 먼저 링크의 비밀 값(/s/ 뒤의 부분)을 MODELBASE_SHARE 환경 변수에 넣으세요. 이 값을 가진 사람은 누구나 이 모델을 볼 수 있습니다.",
    checkpoint: "체크포인트",
    more: (count) => `파일 ${n(count)}개 더: 명령줄을 쓰면 모두 다운로드합니다`,
  },
};
