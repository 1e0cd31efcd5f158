import { connect } from 'node:net'
import type { ServerChannel, TcpipRequestInfo } from 'ssh2'

/** Carries a client's connection on to a server that it cannot reach itself. */
export function forwardTo(target: TcpipRequestInfo, accept: () => ServerChannel, reject: () => void): void {
  const socket = connect({ host: target.destIP, port: target.destPort, noDelay: true })
  let carried = false
  socket.on('error', () => {
    if (!carried) reject()
    carried = true
  })
  socket.once('connect', () => {
    carried = true
    const channel = accept()
    channel.on('error', () => {})
    channel.pipe(socket).pipe(channel)
    channel.once('close', () => socket.destroy())
    socket.once('close', () => channel.close())
  })
}
