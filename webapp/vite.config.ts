/**
 * How the app is built, served while developing, and tested. The build goes into the server's package, all of it
 * under hashed names, with nothing inlined: the server's Content-Security-Policy allows no inline code.
 */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import optimizeLocales from "@react-aria/optimize-locales-plugin";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { CHUNKS } from "./chunks.ts";

const target = process.env.MODELBASE_URL ?? "http://127.0.0.1:5050";
// Writes must come from the server's own origin.
const proxy = { "/api": { target, changeOrigin: true, headers: { Origin: new URL(target).origin } } };

const TESTS = ["src/**/*.test.{ts,tsx}"];
const MOCKING = globSync(TESTS, { cwd: import.meta.dirname }).filter((file) =>
  /\bvi\.(do)?mock\(/i.test(readFileSync(join(import.meta.dirname, file), "utf8")),
);

export default defineConfig(({ command }) => ({
  // Files find each other wherever the app lies; the page is told by the server (index.html).
  base: command === "build" ? "./" : "/",
  plugins: [
    react(),
    tailwindcss(),
    { ...optimizeLocales.vite({ locales: ["en-US", "ko-KR"] }), enforce: "pre" },
  ],
  build: {
    outDir: "../modelbase/server/static",
    emptyOutDir: true,
    manifest: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "baseline-widely-available",
    rolldownOptions: { output: { codeSplitting: { groups: CHUNKS } } },
  },
  server: { host: "127.0.0.1", proxy },
  preview: { host: "127.0.0.1", proxy },
  test: {
    environment: "jsdom",
    setupFiles: ["src/test/setup.ts"],
    restoreMocks: true,
    unstubGlobals: true,
    testTimeout: 20_000,
    // Files share a document and what they import: to make them for each took two fifths of the time. A file that
    // replaces a module is alone.
    projects: [
      { extends: true, test: { name: "shared", include: TESTS, exclude: MOCKING, isolate: false } },
      { extends: true, test: { name: "alone", include: MOCKING } },
    ],
  },
}));
