// Owns how the bundle is built, served in development and tested.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

const COMPRESSIBLE = /\.(html|js|css|svg|txt|json|webmanifest)$/;

/** Writes .br and .gz beside every text file, so that the server compresses nothing at run time. */
function precompress(): Plugin {
  let outDir = 'dist';
  return {
    name: 'precompress',
    apply: 'build',
    configResolved(config) {
      outDir = join(config.root, config.build.outDir);
    },
    closeBundle() {
      for (const name of readdirSync(outDir, { recursive: true, encoding: 'utf8' })) {
        const file = join(outDir, name);
        if (!COMPRESSIBLE.test(name) || !statSync(file).isFile()) continue;
        const content = readFileSync(file);
        writeFileSync(`${file}.br`, brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
        writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }));
      }
    },
  };
}

const backend = 'http://localhost:8000';

export default defineConfig({
  plugins: [precompress()],
  // JSX is compiled by the bundler itself; the settings are those of tsconfig.json.
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    // The CSP allows no inline script and no data: script, so nothing may be inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
  server: {
    port: 5173,
    strictPort: true,
    // Headers go through untouched: the backend's same-origin check reads Sec-Fetch-Site, which stays `same-origin` here.
    proxy: { '/api': backend, '/healthz': backend },
  },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.{ts,tsx}'],
    restoreMocks: true,
    unstubGlobals: true,
  },
});
