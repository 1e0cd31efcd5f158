import '../shared/theme/base.css'
import '../shared/theme/controls.css'
import urql from '@urql/vue'
import { createApp, ref } from 'vue'
import { connect } from '../graphql/client.ts'
import { liveKey } from '../graphql/use-stream.ts'
import { type Viewer, viewerKey, viewerQuery } from '../graphql/viewer.ts'
import { i18n, preferredLanguage, showLanguage } from '../shared/i18n/i18n.ts'
import { applyTheme } from '../shared/theme/appearance.ts'
import App from './App.vue'
import { createPageRouter } from './router.ts'

const viewer = ref<Viewer | null>(null)
const { client, live } = connect(() => {
  viewer.value = null
  const { fullPath, meta } = router.currentRoute.value
  if (!meta.open) void router.replace({ name: 'sign-in', query: { next: fullPath } })
})
const router = createPageRouter(viewer)

applyTheme()
const texts = showLanguage(preferredLanguage())
const { data } = await client.query(viewerQuery, {}, { requestPolicy: 'network-only' }).toPromise()
viewer.value = data?.viewer ?? null
await texts

createApp(App).use(i18n).use(router).use(urql, client).provide(liveKey, live).provide(viewerKey, viewer).mount('#app')
