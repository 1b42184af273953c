import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { world } from '../support/world.ts'

/** What a server answers to bytes as they are. */
const answerTo = (port: number, bytes: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
    socket.on('data', (block) => {
      answer += block.toString('utf8')
    })
    socket.on('end', () => resolve(answer))
    socket.on('error', reject)
  })

test('a request that is not HTTP is answered in Chinese with what to do, and the server goes on', async () => {
  await using w = await world()
  await w.app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = w.app.server.address() as { port: number }

  const answer = await answerTo(
    port,
    'GET /api/totals HTTP/1.1\r\nHost: x\r\nAuthorization: a\u0001b\r\n\r\n',
  )

  expect(answer).toMatch(/^HTTP\/1\.1 400 /)
  const body = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4))
  expect(body).toMatchObject({ status: 400, code: 'KERNEL_INPUT_INVALID', detail: '请求无法解析。' })
  expect((await w.get('/api/totals')).status).toBe(200)
})
