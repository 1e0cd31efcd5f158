export const transfer = {
  column: 'Sent',
  reused: '{reused} was there already',
  total: 'All servers: {sent} sent, {reused} was there already.',
}
