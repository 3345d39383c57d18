// Owns how the bundle is built, served in development and tested.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { explorer } from './explorer/plugin.ts';

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

/** A lazy chunk here has no chunks or stylesheets of its own: what Vite adds to fetch those early is left out. */
function plainImports(): Plugin {
  return {
    name: 'plain-imports',
    apply: 'build',
    enforce: 'pre',
    load: (id) => (id.endsWith('vite/preload-helper.js') ? 'export const __vitePreload = (load) => load();' : null),
  };
}

/** These and all that they import come as one chunk: without it, each small part that some pages share is one more request. */
const SHARED = /src\/(components\/(ChangePassword|CodeForm|FormDialog|PasskeyForm|Section|SessionRow|Shell)|lib\/(agent|load|opened|save|told))\.tsx?$/;

const backend = 'http://localhost:8000';

/** Writes the operator's settings into the page in development, as the server does with the built one. */
function filled(): Plugin {
  return {
    name: 'filled',
    apply: 'serve',
    async transformIndexHtml(html) {
      const config = await (await fetch(`${backend}/api/config`)).text();
      const { appName } = JSON.parse(config) as { appName: string };
      const parts: Record<string, string> = { appName, config: config.replaceAll('<', '\\u003c') };
      return html.replaceAll(/\{\{(appName|config)\}\}/g, (_place, name: string) => parts[name] ?? '');
    },
  };
}

export default defineConfig({
  plugins: [filled(), plainImports(), explorer(), precompress()],
  // The classic runtime makes the bundle smaller than the automatic one, which tsconfig.json has for the types.
  oxc: { jsx: { runtime: 'classic', pragma: 'jsxH', pragmaFrag: 'jsxFragment' }, jsxInject: "import { h as jsxH, Fragment as jsxFragment } from 'preact';" },
  build: {
    // The oldest browsers of docs/browsers.md, which a test holds against this line and against what was built.
    target: ['chrome111', 'edge111', 'firefox121', 'safari16.4'],
    // The CSP allows no inline script and no data: script, so nothing may be inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'shared', test: SHARED }] } } },
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
    setupFiles: ['src/testing.config.ts'],
    isolate: false, // a window for each file takes three quarters of the time
    restoreMocks: true,
  },
});
