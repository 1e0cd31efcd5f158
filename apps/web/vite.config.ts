import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

// The page and the API share one origin; while developing, vite passes the API's paths on.
const api = 'http://localhost:4000'

export default defineConfig({
  plugins: [vue()],
  define: { __VUE_OPTIONS_API__: 'false', __VUE_I18N_FULL_INSTALL__: 'false', __VUE_I18N_LEGACY_API__: 'false' },
  build: { target: 'es2022', chunkSizeWarningLimit: 1200 },
  server: {
    proxy: {
      '/graphql': { target: api, ws: true },
      '/config.json': api,
      '/attachments': api,
      // Who comes by the address bar wants the page.
      '^/servers/[^/]+/files[?]': {
        target: api,
        bypass: ({ headers, url }) =>
          headers.accept?.includes('text/html') && !url?.includes('download=') ? '/index.html' : undefined,
      },
      '^/terminals/[^/]+': { target: api, ws: true },
      '^/releases/[^/]+/log$': api,
      '/health': api,
    },
  },
})
