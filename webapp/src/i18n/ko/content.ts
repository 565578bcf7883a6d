/** What is done to checkpoints and their files on a model's page; loaded with it. Korean. */
import type { content as en } from "../en/content.ts";

const n = (count: number): string => count.toLocaleString("ko");

export const content: typeof en = {
  acts: (label) => `${label} 작업`,
  change: "라벨 변경…",
  deleteWeights: "가중치만 삭제…",
  deleteCheckpoint: "휴지통으로 이동…",
  bringBack: "가중치 복원",
  undo: "실행 취소",
  label: {
    title: (label) => `${label}의 라벨 변경`,
    hash: (hash) => `체크포인트 ${hash}`,
    field: "새 라벨",
    help: "영문자, 숫자와 “.”, “_”, “-”를 쓸 수 있습니다. 해시로는 언제나 찾을 수 있습니다.",
    wrong: "영문자나 숫자로 시작하고 영문자, 숫자, “._-”로 된 1~64자여야 합니다",
    likeHash: "해시처럼 보입니다. 다른 문자를 넣거나 12자리보다 짧게 쓰세요.",
    taken: (label, hash) =>
      `지금은 체크포인트 ${hash}에 ${label} 라벨이 있습니다. 라벨만 옮겨지고 내용은 그대로이며, 그 체크포인트는 해시로 표시됩니다.`,
    save: "라벨 변경",
    move: "라벨 옮겨 오기",
    same: "이미 이 라벨입니다.",
    done: (label) => `라벨을 ${label}(으)로 바꿨습니다.`,
    moved: (label) => `이제 ${label} 라벨이 이 체크포인트를 가리킵니다.`,
  },
  weights: {
    title: (label) => `${label}의 가중치를 삭제할까요?`,
    size: (files, size) => `파일 ${n(files)}개, ${size}`,
    goes: "삭제",
    stays: "유지",
    goesWhat: "파일의 내용. 다른 체크포인트도 쓰는 내용은 남습니다.",
    staysWhat: "라벨, 스텝, 지표, 인자, 그리고 파일 목록과 각 파일의 크기와 해시.",
    back: "휴지통 보관 기간 안에는 휴지통에서 되살릴 수 있고, 같은 파일을 다시 푸시하면 언제든 되살아납니다.",
    sure: "가중치 삭제",
    done: (label) => `${label}의 가중치를 휴지통으로 옮겼습니다.`,
  },
  checkpoint: {
    title: (label) => `${label}을(를) 휴지통으로 옮길까요?`,
    what: "파일, 스텝, 지표도 함께 옮겨집니다. 휴지통 보관 기간 안에는 복원할 수 있습니다.",
    latest: "가장 최근 체크포인트입니다. 라벨 없이 풀하면 앞으로는 그 이전 것을 받게 됩니다.",
    sure: "휴지통으로 이동",
    done: (label) => `${label}을(를) 휴지통으로 옮겼습니다.`,
  },
  undone: (label) => `${label}을(를) 원래대로 되돌렸습니다.`,
  gone: {
    title: "가중치가 삭제되었습니다",
    by: (login, when) => `${login} 님이 ${when} 삭제했습니다.`,
    at: (when) => `${when} 삭제되었습니다.`,
    what: "인자, 지표, 파일 목록은 그대로 있습니다. 인자로 다시 학습하거나, 같은 파일을 푸시하면 되살아납니다.",
    done: (label) => `${label}의 가중치를 복원했습니다.`,
    late: "휴지통에 더 이상 없습니다.",
  },
  preview: {
    open: (path) => `${path} 미리 보기`,
    lines: (count) => `${n(count)}줄`,
    cut: (shown, whole) => `전체 ${whole} 중 처음 ${shown}`,
    wrap: "줄 바꿈",
    asText: "텍스트로만 보여 줍니다. 브라우저에서 열었을 때 일어날 일은 여기서 일어나지 않습니다.",
    imageOf: (path) => `${path} 이미지`,
    size: (width, height) => `${n(width)} × ${n(height)} 픽셀`,
    broken: "브라우저가 읽을 수 없는 이미지입니다.",
    why: {
      binary: "텍스트가 아니어서 여기서 읽을 내용이 없습니다.",
      weights: "가중치 파일입니다. 내용은 텐서 탭에 있습니다.",
      large: "8 MiB보다 큰 이미지입니다. 내려받아서 확인하세요.",
      empty: "빈 파일입니다.",
      pixels: "4천만 픽셀이 넘는 이미지입니다. 내려받아서 확인하세요.",
      deleted: "이 체크포인트의 가중치가 삭제되어 이 파일도 없습니다.",
    },
    tensors: "텐서 보기",
  },
};
