/** What a test needs of a page that sends bytes: that it takes its time, and a count of what arrived. */
import type { Page } from "@playwright/test";

/** Sends no faster than this, so that there is a middle. */
export async function slow(page: Page, bytesPerSecond: number): Promise<void> {
  const cdp = await page.context().newCDPSession(page);
  const conditions = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: bytesPerSecond };
  await cdp.send("Network.enable");
  await cdp.send("Network.emulateNetworkConditions", conditions);
}

/** How many bytes the store took, counted by its own answers. */
export function countParts(page: Page): { taken: string[] } {
  const taken: string[] = [];
  page.on("response", (response) => {
    if (response.request().method() === "PUT" && response.status() === 200) {
      taken.push(new URL(response.url()).searchParams.get("partNumber") ?? "whole");
    }
  });
  return { taken };
}
