import { defineConfig } from 'vite';
import { precompress } from './build/precompress.js';

// `npm run build` makes dist/page of this directory. Nothing may be inlined: the page's policy forbids it.
export default defineConfig({
  root: import.meta.dirname,
  publicDir: false,
  plugins: [precompress()],
  build: {
    outDir: '../dist/page',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: false,
    reportCompressedSize: false,
    // The licences of what is bundled ask that their texts go with every copy of it.
    license: { fileName: 'licences.txt' },
  },
});
