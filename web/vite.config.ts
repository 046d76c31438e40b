/** Builds the dashboard into web/dist. Everything it needs is bundled; nothing is loaded from elsewhere. */
import { resolve } from 'node:path';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vite';

const hub = process.env['HANSE_HUB'] ?? 'http://127.0.0.1:4270';

export default defineConfig({
  root: import.meta.dirname,
  cacheDir: resolve(import.meta.dirname, '../node_modules/.vite-web'),
  plugins: [tailwindcss()],
  oxc: { jsx: { runtime: 'automatic' } },
  build: {
    outDir: process.env['HANSE_WEB_OUT'] ?? resolve(import.meta.dirname, 'dist'),
    emptyOutDir: true,
    // The content security policy allows no data: URLs in style sheets.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // Served from the same machine: one file is as good as several.
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      onLog(level, log, report) {
        // "use client" is for servers that render React; there is none here.
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') report(level, log);
      },
    },
  },
  server: { host: '127.0.0.1', proxy: { '/v1': hub } },
});
