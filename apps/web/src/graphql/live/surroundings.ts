/** What a follower needs of the world around it: the time, and a word when the page wakes up. */
export interface Surroundings {
  now(): number
  isOnline(): boolean
  /** Calls when the network is back (`online`) or the page is looked at again (`visible`); returns how to stop that. */
  onWake(listener: (why: 'online' | 'visible') => void): () => void
  random(): number
}

export const browserSurroundings: Surroundings = {
  now: () => Date.now(),
  isOnline: () => navigator.onLine,
  random: Math.random,
  onWake(listener) {
    const online = () => listener('online')
    const visible = () => document.visibilityState === 'visible' && listener('visible')
    addEventListener('online', online)
    document.addEventListener('visibilitychange', visible)
    return () => {
      removeEventListener('online', online)
      document.removeEventListener('visibilitychange', visible)
    }
  },
}
