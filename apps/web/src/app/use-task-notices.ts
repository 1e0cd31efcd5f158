import { useRouter } from 'vue-router'
import { showTaskNotice } from '../graphql/task-notices.ts'
import { text } from '../shared/i18n/i18n.ts'

/** What happens when more tasks wait than before: who is elsewhere is told, if they want that. */
export function useTaskNotices() {
  const router = useRouter()
  return (pending: number) =>
    showTaskNotice(
      text('ticket.noticeTitle'),
      text('ticket.noticeText', { n: pending }),
      () => void router.push('/tickets'),
    )
}
