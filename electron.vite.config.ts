import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

const root = import.meta.dirname

/** How long plugins took is nothing that whoever starts the app could act on. */
const checks = { bundlerTimings: false }

export default defineConfig({
  main: {
    build: {
      // Dependencies are bundled: main runs from out/ alone, without node_modules beside it.
      externalizeDeps: false,
      rolldownOptions: {
        checks,
        input: { index: resolve(root, 'electron/main/index.ts') },
        output: { format: 'es', entryFileNames: '[name].js' },
      },
    },
  },
  preload: {
    // A sandboxed preload is loaded as CommonJS whatever the package says; the name must say so too.
    build: {
      rolldownOptions: {
        checks,
        input: { index: resolve(root, 'electron/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: resolve(root, 'renderer'),
    plugins: [react()],
    worker: { format: 'es', rolldownOptions: { checks } },
    build: {
      target: 'chrome140',
      // Everything is loaded from app://; inlining as data: would need a wider CSP.
      assetsInlineLimit: 0,
      minify: true,
      reportCompressedSize: false,
      // Plotly and the engine are large and needed whole; they are read from disk, not from a network.
      chunkSizeWarningLimit: 4000,
      modulePreload: { polyfill: false },
      rolldownOptions: {
        checks,
        // jsPDF offers these to turn web pages into PDF; the pack is set without them, and what is not shipped cannot be attacked.
        external: ['html2canvas', 'dompurify', 'canvg'],
        input: { index: resolve(root, 'renderer/index.html') },
      },
    },
  },
})
