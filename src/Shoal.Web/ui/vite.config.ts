import preact from "@preact/preset-vite";
import { defineConfig } from "vite";

// Relative addresses: the same files work at the root and under a base path behind a proxy.
export default defineConfig({
  base: "./",
  plugins: [preact()],
  build: { outDir: "dist", emptyOutDir: true, target: "es2022", modulePreload: false, assetsInlineLimit: 0 },
  server: { proxy: { "/api": "http://127.0.0.1:5000" } },
});
