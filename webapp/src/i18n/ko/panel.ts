/** 열 패널의 문구. */
import type { panel as words } from "../en/panel.ts";
import { countIn } from "../../lib/format/format.ts";

const n = countIn("ko");

export const panel: typeof words = {
  title: "열",
  button: "열",
  close: "열 패널 닫기",
  find: "키 찾기",
  which: "표시할 키",
  tabs: { all: "전체", shown: "표시 중", varying: "값이 다름", new: "새 키" },
  types: "유형",
  tree: "그룹별 키",
  list: "표시 중인 열과 순서",
  fields: "필드",
  args: "인자",
  metrics: "지표",
  fresh: (count) => `새 키 ${n(count)}`,
  freshSaid: (count) => `마지막으로 본 뒤 키 ${n(count)}개가 새로 생겼습니다`,
  showGroup: (group) => `${group} 모두 표시`,
  hideGroup: (group) => `${group} 모두 숨기기`,
  shownOf: (shown, all) => `${n(all)}개 중 ${n(shown)}개`,
  heads: { key: "키", type: "유형", coverage: "비율", distinct: "값 수" },
  hideAll: "제목만 남기고 숨기기",
  showVarying: (count) => `값이 다른 키 표시 (${n(count)})`,
  showVaryingFirst: (first, count) => `값이 다른 키 ${n(count)}개 중 ${n(first)}개 표시`,
  copyFrom: "보기에서 열 복사",
  reset: "초기화",
  full: (most) => `표의 열은 최대 ${n(most)}개입니다. 나머지는 숨겨 두었습니다.`,
  drag: (key) => `${key} 옮기기`,
  pin: (key) => `${key} 왼쪽에 고정`,
  width: (key) => `${key} 너비(픽셀)`,
  hide: (key) => `${key} 숨기기`,
  auto: "자동",
  sampled: (looked, models) => `필터의 모델 ${n(models)}개 중 ${n(looked)}개로 판단했습니다`,
  nothing: "일치하는 키가 없습니다.",
  nothingNew: "마지막으로 본 뒤 새로 생긴 키가 없습니다.",
  nothingVarying: "이 필터의 모든 모델은 모든 키의 값이 같습니다.",
  nothingYet: "아직 인자가 없습니다. 모델을 올리면 키가 여기에 표시됩니다.",
  moreKeys: "키를 불러오는 중",
};
