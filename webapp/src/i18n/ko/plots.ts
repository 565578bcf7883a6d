/** The plots of a model's metrics. Korean. */
import type { Messages } from "../messages.ts";
import { countIn } from "../../lib/format/format.ts";

const n = countIn("ko");

export const plots: Messages["plots"] = {
  here: "이 모델",
  log: "로그 축",
  smooth: "스무딩",
  parents: "부모 모델 겹쳐 보기",
  plain: "스텝별 지표",
  told: (metric, first, last, step) => `${metric}: ${first}에서 시작하여 스텝 ${n(step)}에서 ${last}`,
};
