export const health = {
  rollback: 'Roll back',
} as const
