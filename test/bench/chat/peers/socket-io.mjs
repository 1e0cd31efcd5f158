// socket.io 4 with the Redis adapter, WebSocket only, as its documentation sets it up.
import { createServer } from 'node:http'
import { createAdapter } from '@socket.io/redis-adapter'
import { Redis } from 'ioredis'
import { Server } from 'socket.io'
import { createRoom, redisUrl, serve } from './room.mjs'

const room = createRoom()
const http = createServer()
const publisher = new Redis(redisUrl)
const io = new Server(http, { transports: ['websocket'], adapter: createAdapter(publisher, publisher.duplicate()) })

io.on('connection', (socket) => {
  socket.join('room')
  socket.on('send', (input, acknowledge) => {
    const message = room.message(input)
    io.to('room').emit('message', message)
    acknowledge(message.clientId)
  })
})
await serve(http)
