/** 다른 화면에 있는 업로드 관련 말. */
import type { upload as en } from "../en/upload.ts";

export const upload: typeof en = {
  title: "업로드",
  go: "체크포인트 업로드",
  newCheckpoint: "새 체크포인트",
};
