import { describe, expect, test } from 'vitest'
import { normaliseLine } from '../../src/identity/normalise-line.ts'

describe('URLs', () => {
  test.each([
    ['GET https://api.example.com/users failed', 'GET https://api.example.com/users failed'],
    ['GET http://localhost:3000/api/users returned 500', 'GET http://<loopback>/api/users returned 500'],
    ['GET http://[::1]:3000/api', 'GET http://<loopback>/api'],
    ['GET http://127.0.0.1:41234/', 'GET http://<loopback>'],
    ['GET http://10.1.2.3:8080/a', 'GET http://<ip>/a'],
    ['HTTPS://API.Example.COM:443/Users', 'https://api.example.com/Users'],
    ['https://x.example/a?token=abc&n=1#top failed', 'https://x.example/a failed'],
    ['https://x.example?q=1', 'https://x.example'],
    [
      'https://x.example/users/4711/posts/3f2504e0-4f89-41d3-9a0c-0305e82c3301',
      'https://x.example/users/<n>/posts/<uuid>',
    ],
    ['https://x.example/v1/users', 'https://x.example/v1/users'],
    ['postgres://app:s3cret@db.internal:5432/shop?ssl=1', 'postgres://db.internal/shop'],
    ['redis://:pw@localhost:6379/0', 'redis://<loopback>/<n>'],
    ['ws://localhost:24678/?token=aB3', 'ws://<loopback>'],
    ['See https://x.example/docs.', 'See https://x.example/docs.'],
    [
      'https://x.example, then https://y.example/b; done',
      'https://x.example, then https://y.example/b; done',
    ],
    ['("https://x.example/a?b=1")', '("https://x.example/a")'],
    ['http://localhost:5173/src/a.ts?t=1700000000000', 'http://<loopback>/src/a.ts'],
    ['http://localhost:5173/src/a.ts:10:5', 'http://<loopback>/src/a.ts'],
    ['http://localhost:5173/assets/index-BkXz91aQ.js', 'http://<loopback>/assets/index-<hash>.js'],
    ['http://localhost:5173/@fs/home/ci/repo/src/a.ts', '<abs>/a.ts'],
    ['webpack://app/./src/x.ts', 'webpack://app/./src/x.ts'],
    ['data:text/javascript;base64,AAAA+/8= failed', 'data:text/javascript failed'],
    ['https://cdn.example/pg@8.11.3/lib.js', 'https://cdn.example/pg@<n>/lib.js'],
  ])('keep scheme, host and path: %j becomes %j', (message, line) => {
    expect(normaliseLine(message)).toBe(line)
    expect(normaliseLine(line)).toBe(line)
  })

  test.each([
    ['GET http://localhost:3000/api/users', 'GET http://localhost:3000/api/orders'],
    ['GET https://a.example/x', 'GET https://b.example/x'],
    ['http://x.example/a', 'https://x.example/a'],
  ])('differ in path, host or scheme: %j is not %j', (one, other) => {
    expect(normaliseLine(one)).not.toBe(normaliseLine(other))
  })
})
