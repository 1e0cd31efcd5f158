import { mentionNotices } from './mention-notices.ts'

/** Tells by a notice of the browser, if its user wants such notices, that more is to be decided; not to who looks at the page. */
export function showTaskNotice(title: string, body: string, open: () => void) {
  const seen = document.visibilityState === 'visible' && document.hasFocus()
  if (seen || !mentionNotices.value || !('Notification' in globalThis) || Notification.permission !== 'granted') return
  const notice = new Notification(title, { body, tag: 'my-tasks' })
  notice.onclick = () => {
    window.focus()
    notice.close()
    open()
  }
}
