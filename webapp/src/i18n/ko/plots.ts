/** The plots of a model's metrics. Korean. */
import type { Messages } from "../messages.ts";

export const plots: Messages["plots"] = {
  here: "이 모델",
  log: "로그 축",
  smooth: "스무딩",
  parents: "부모 모델 겹쳐 보기",
  plain: "스텝별 지표",
  told: (metric, first, last, step) =>
    `${metric}: ${first}에서 시작하여 스텝 ${step.toLocaleString("ko")}에서 ${last}`,
};
