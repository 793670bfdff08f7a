import { defineConfig } from "vitest/config";

export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  test: {
    include: ["src/**/*.test.{ts,tsx}", "*.test.mjs"],
    environment: "node",
    testTimeout: 3000,
    css: true,
  },
});
