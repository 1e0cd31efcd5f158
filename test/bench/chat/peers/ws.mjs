// The floor: `ws`, each message framed once and that one frame written to everybody. With DATABASE_URL the message is
// inserted into Postgres before it is acknowledged and sent: the floor of whoever keeps the promise of durability.
import { createServer } from 'node:http'
import pg from 'pg'
import { WebSocketServer } from 'ws'
import { createRoom, serve } from './room.mjs'

const room = createRoom()
const http = createServer()
const server = new WebSocketServer({ server: http })
const pool = process.env.DATABASE_URL ? new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 }) : null
await pool?.query('CREATE TABLE IF NOT EXISTS floor_message (seq int PRIMARY KEY, client_id text, payload jsonb)')
await pool?.query('TRUNCATE floor_message')
const insert = 'INSERT INTO floor_message (seq, client_id, payload) VALUES ($1, $2, $3)'

/** An unmasked text frame (RFC 6455, section 5.2). */
function frame(text) {
  const payload = Buffer.from(text)
  const head = payload.length < 126 ? Buffer.from([0x81, payload.length]) : Buffer.from([0x81, 126, 0, 0])
  if (payload.length >= 126) head.writeUInt16BE(payload.length, 2)
  return Buffer.concat([head, payload])
}

server.on('connection', (socket) => {
  socket.on('message', async (data) => {
    const message = room.message(JSON.parse(data))
    if (pool) await pool.query({ name: 'insert', text: insert, values: [message.seq, message.clientId, message] })
    const framed = frame(JSON.stringify(message))
    for (const client of server.clients) client._socket.write(framed)
    socket.send(JSON.stringify({ ack: message.clientId }))
  })
})
await serve(http)
