/**
 * How the app is built, served while developing, and tested. The build goes into the server's package, all of it
 * under hashed names, with nothing inlined: the server's Content-Security-Policy allows no inline code.
 */
import optimizeLocales from "@react-aria/optimize-locales-plugin";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
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
  },
  server: {
    host: "127.0.0.1",
    proxy: { "/api": { target: process.env.MODELBASE_URL ?? "http://127.0.0.1:5050", changeOrigin: true } },
  },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/test/setup.ts"],
    restoreMocks: true,
    unstubGlobals: true,
    testTimeout: 20_000,
  },
});
