import { fileURLToPath } from "node:url";

import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

/** Where `npm run dev` finds a running Lectern: its edge serves the API, the store and the streams. */
const edge = process.env.LECTERN_EDGE ?? "http://127.0.0.1:8080";

const packages = (...names: string[]) => new RegExp(`[\\\\/]node_modules[\\\\/](${names.join("|")})[\\\\/]`);

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  server: { proxy: Object.fromEntries(["/api/", "/v/", "/media/", "/store/"].map((path) => [path, { target: edge }])) },
  build: {
    // Everything is a file of its own: the content security policy allows no data: scripts or fonts.
    assetsInlineLimit: 0,
    // The player with hls.js, loaded by lessons alone.
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: "react", test: packages("react", "react-dom", "scheduler") },
            { name: "mantine", test: packages("@mantine", "@floating-ui") },
            // One file of parts and icons instead of thirty crumbs.
            { name: "parts", test: /[\\/](src[\\/](ui|lib)|node_modules[\\/]@tabler)[\\/]/ },
            { name: "data", test: packages("@tanstack", "openapi-fetch", "i18next", "react-i18next") },
          ],
        },
      },
    },
  },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/testing/setup.ts"],
    css: false,
    testTimeout: 40_000,
    restoreMocks: true,
  },
});
