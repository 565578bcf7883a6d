/** Whether more or less of a metric is better, where its name says so. Text only. */

const LOWER =
  /(^|[^a-z])(loss|nll|err|error|perplexity|ppl|mae|mse|rmse|mape|wer|cer|eer|fid|kid|lpips|latency|ece|brier|regret|ms|seconds)([^a-z]|$)|(^|[^a-z])bits_per/;
const HIGHER =
  /(^|[^a-z])(acc|accuracy|top|precision|recall|f|auc|auroc|map|ap|ar|iou|miou|bleu|rouge|meteor|chrf|psnr|ssim|dice|r|mrr|ndcg|score|reward|throughput|kappa|em|win)(_?\d+)?([^a-z0-9]|$)/;

/** `1` if higher is better, `-1` if lower is, `0` if the name does not say. */
export function directionOf(metric: string): 1 | -1 | 0 {
  const name = metric.toLowerCase();
  const last = name.split(".").at(-1) ?? name;
  for (const text of [last, name]) {
    if (LOWER.test(text)) return -1;
    if (HIGHER.test(text)) return 1;
  }
  return 0;
}

/** Say whether a change of a metric is for the better, for the worse, or neither. */
export function judge(metric: string, delta: number | null | undefined): "better" | "worse" | null {
  const direction = directionOf(metric);
  if (direction === 0 || delta === null || delta === undefined || delta === 0) return null;
  return delta * direction > 0 ? "better" : "worse";
}
