export const health = {
  rollback: '回退',
} as const
