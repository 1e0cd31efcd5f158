import { stringifyDocument } from '@urql/vue'
import { provide, ref } from 'vue'
import type { StreamSource } from '../graphql/live/carrier.ts'
import { type MyTasks, myTasksKey, myTasksQuery, myTasksStream } from '../graphql/my-tasks.ts'
import type { ResultOf } from '../graphql/tada.ts'
import { useLive } from '../graphql/use-stream.ts'

/** Each count stands for itself: it has no place in a log. */
interface Count {
  seq: number
  pending: number
}

let heard = 0
const next = (pending: number): Count => {
  heard += 1
  return { seq: heard, pending }
}
const subscription = stringifyDocument(myTasksStream)
const query = stringifyDocument(myTasksQuery)
const source: StreamSource<Count> = {
  whole: false,
  quiet: true,
  signalOf: () => 'jump',
  subscription: {
    operation: () => ({ query: subscription, variables: {} }),
    pick: (data) => next((data as ResultOf<typeof myTasksStream>).myTasks.pending),
  },
  page: {
    rather: true,
    operation: () => ({ query, variables: {} }),
    pick: (data) => ({ events: [next((data as ResultOf<typeof myTasksQuery>).taskCount.pending)], headSeq: heard }),
  },
}

/** Hears how many tasks wait for the viewer once for the whole page; `onMore` when there are more than before. */
export function provideMyTasks(onMore: (pending: number) => void): MyTasks {
  const follow = useLive()
  const pending = ref(0)
  let known = false
  follow(
    source,
    { after: 0, epoch: null },
    {
      onEvent(count) {
        if (known && count.pending > pending.value) onMore(count.pending)
        known = true
        pending.value = count.pending
      },
    },
  )
  const tasks: MyTasks = { pending }
  provide(myTasksKey, tasks)
  return tasks
}
