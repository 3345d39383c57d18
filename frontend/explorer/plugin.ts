// Owns what the API's explorer at /api/docs is made of: Swagger UI, copied from its package as it is.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Plugin } from 'vite';

const FILES = ['swagger-ui-bundle.js', 'swagger-ui.css'];

/** Puts the explorer's files under /explorer/ of the bundle: the page itself never loads them. */
export function explorer(): Plugin {
  const packaged = createRequire(import.meta.url);
  return {
    name: 'explorer',
    apply: 'build',
    generateBundle() {
      for (const name of FILES) {
        const source = readFileSync(packaged.resolve(`swagger-ui-dist/${name}`));
        this.emitFile({ type: 'asset', fileName: `explorer/${name}`, source });
      }
      const start = readFileSync(new URL('./start.js', import.meta.url));
      this.emitFile({ type: 'asset', fileName: 'explorer/start.js', source: start });
    },
  };
}
