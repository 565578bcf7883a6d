/** The ancestors and descendants of a model, what people think of it, its aliases. Korean. */
import type { Messages } from "../messages.ts";
import { countIn } from "../../lib/format/format.ts";

const n = countIn("ko");

export const lineage: Messages["lineage"] = {
  graph: "계보 그래프",
  up: "부모 모델",
  down: "파생 모델",
  noneUp: "이 모델 이전의 모델은 기록되어 있지 않습니다.",
  noneDown: "아직 파생된 모델이 없습니다.",
  empty: "연결된 모델이 없습니다",
  emptyHint: "모델을 올릴 때 부모 모델을 지정하면 양쪽에서 서로를 찾을 수 있습니다.",
  cutUp: "이전 모델이 더 있습니다. 맨 앞의 모델을 열면 볼 수 있습니다.",
  cutDown: "이후 모델이 더 있습니다.",
  allChildren: "모든 자식 모델을 표로 보기",
  differing: (count) => `인자 ${n(count)}개`,
  differingHint: (count) => `인자 ${n(count)}개가 다릅니다`,
  compare: (from, to) => `${from} 모델과 ${to} 모델 비교`,
  more: (count) => `${n(count)}개 더`,
  deleted: "삭제됨",
  this: "이 모델",
  warnTitle: "나쁨으로 표시된 모델입니다",
  warnAbove: (count) => `이 모델의 조상 중 ${n(count)}개가 나쁨으로 표시되어 있습니다`,
  warnSteps: (count) => `${n(count)}단계 위`,
  goodTitle: "좋음으로 표시된 모델입니다",
  noteBy: (login, when) => `${login}, ${when}`,
  mark: "평가…",
  markTitle: "이 모델을 어떻게 평가합니까?",
  verdict: "평가",
  good: "좋음",
  bad: "나쁨: 이 모델이나 파생 모델을 다운로드하는 사람에게 경고합니다",
  reason: "이유",
  reasonHint: "한 줄로 적습니다. 예: 검증 데이터가 학습에 섞였습니다",
  reasonMissing: "다른 사람이 이해할 수 있도록 이유를 적으세요.",
  clear: "표시 지우기",
  aliasAdd: "별칭 추가",
  aliasRemove: (alias) => `별칭 ${alias} 지우기`,
  aliasFailed: "별칭을 지정하지 못했습니다",
};
