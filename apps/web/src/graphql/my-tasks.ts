import { type InjectionKey, inject, type Ref } from 'vue'
import { graphql } from './tada.ts'

export const myTasksStream = graphql(`subscription MyTasks { myTasks { pending } }`)
export const myTasksQuery = graphql(`query MyTaskCount { taskCount { pending } }`)

/** How many tasks wait for the viewer, live, heard once per page: for the navigation and whoever lists them. */
export interface MyTasks {
  readonly pending: Readonly<Ref<number>>
}

export const myTasksKey: InjectionKey<MyTasks> = Symbol('my tasks')

export function useMyTasks(): MyTasks {
  const tasks = inject(myTasksKey)
  if (!tasks) throw new Error('no tasks provided')
  return tasks
}
