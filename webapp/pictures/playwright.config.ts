/** The pictures of the README, drawn again by `npm run pictures`: the browser of the tests, with sharper pixels. */
import tests from "../playwright.config.ts";

export default {
  ...tests,
  testDir: ".",
  projects: [{ name: "pictures" }],
  use: {
    ...tests.use,
    viewport: { width: 1280, height: 640 },
    deviceScaleFactor: 1.5,
    trace: "off" as const,
  },
};
