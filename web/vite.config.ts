import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

// The output is committed and compared with a fresh build, so nothing in it may depend on time or machine.
export default defineConfig({
  plugins: [vue()],
  build: {
    target: 'es2020',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1000,
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8080' } },
})
