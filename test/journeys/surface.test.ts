import { connect } from 'node:net'
import { describe, expect, test } from 'vitest'
import { buildServer } from '../../src/kernel/index.ts'
import { world } from '../support/world.ts'

describe('the surface of the program', () => {
  test('every page and answer forbids inline script, frames and guessing of types', async () => {
    await using w = await world()
    for (const url of [
      '/',
      '/subjects?q=虚构',
      '/api/totals',
      '/api/nothing',
      '/nothing',
      '/api/openapi.json',
    ]) {
      const { headers } = await w.app.inject(encodeURI(url))
      const policy = String(headers['content-security-policy'])
      expect(policy, url).toContain("default-src 'self'")
      expect(policy, url).toMatch(/script-src[^;]*'self'/)
      expect(policy, url).toContain("frame-ancestors 'none'")
      expect(policy, url).not.toMatch(/unsafe-inline|unsafe-eval|\*/)
      expect(headers['x-content-type-options'], url).toBe('nosniff')
      expect(headers['referrer-policy'], url).toBe('same-origin')
    }
  })

  test.each([
    ['an address that cannot be decoded', '/api/subjects/%zz', 400, 'KERNEL_INPUT_INVALID'],
    ['an address far too long', `/api/subjects/${'9'.repeat(2000)}`, 414, 'KERNEL_ADDRESS_TOO_LONG'],
    ['an address with a way out of the folder', '/api/../../etc/passwd', 404, 'KERNEL_NO_SUCH_ADDRESS'],
  ])('%s gets an ordinary problem', async (_what, url, status, code) => {
    await using w = await world()
    const reply = await w.app.inject({ url, headers: { accept: 'application/json' } })
    expect(reply.statusCode).toBe(status)
    expect(reply.body).toContain(status === 404 ? '没有这个地址的页面' : code)
    expect(reply.headers['x-content-type-options']).toBe('nosniff')
  })

  test('who asks too often is told how long to wait; others are not held up, and a proxy nobody trusts cannot hide behind others', async () => {
    await using w = await world()
    const from = (remoteAddress: string, forwarded = '') =>
      w.app.inject({
        url: '/healthz',
        remoteAddress,
        headers: forwarded ? { 'x-forwarded-for': forwarded } : {},
      })
    let last = await from('10.9.9.9')
    for (let asked = 0; asked < 700 && last.statusCode === 200; asked++) {
      last = await from('10.9.9.9', `10.1.${asked >> 8}.${asked & 255}`)
    }
    expect(last.statusCode).toBe(429)
    expect(Number(last.headers['retry-after'])).toBeGreaterThan(0)
    expect(last.json()).toMatchObject({ code: 'KERNEL_TOO_MANY' })
    expect((await from('10.9.9.8')).statusCode).toBe(200)
  })

  test('behind a proxy that is trusted each asker has a limit of its own', async () => {
    const app = await buildServer({
      routes: [],
      trustedProxies: ['10.0.0.1'],
      admit: async () => ({}),
      renderError: async (problem) => problem.code,
      log: () => {},
    })
    app.get('/who', async (request) => request.ip)
    const who = (remoteAddress: string) =>
      app.inject({ url: '/who', remoteAddress, headers: { 'x-forwarded-for': '203.0.113.7' } })
    expect((await who('10.0.0.1')).body).toBe('203.0.113.7')
    expect((await who('10.0.0.2')).body).toBe('10.0.0.2')
    await app.close()
  })

  test('who sends its request too slowly is let go, and others are served meanwhile', async () => {
    await using w = await world()
    await w.app.listen({ port: 0, host: '127.0.0.1' })
    const { port } = w.app.server.address() as { port: number }
    expect(w.app.server.headersTimeout).toBeLessThanOrEqual(60_000)
    expect(w.app.server.keepAliveTimeout).toBeGreaterThan(0)
    const slow = connect(port, '127.0.0.1', () => slow.write('GET / HTTP/1.1\r\nHost: '))
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200)
    slow.destroy()
  })
})
