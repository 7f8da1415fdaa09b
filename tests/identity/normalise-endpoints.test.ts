import { describe, expect, test } from 'vitest'
import { normaliseLine } from '../../src/identity/normalise-line.ts'

describe('endpoints', () => {
  test.each([
    ['connect ECONNREFUSED 127.0.0.1:35781', 'connect ECONNREFUSED <loopback>'],
    ['connect ECONNREFUSED ::1:35781', 'connect ECONNREFUSED <loopback>'],
    ['connect ECONNREFUSED [::1]:35781', 'connect ECONNREFUSED <loopback>'],
    ['connect ECONNREFUSED localhost:80', 'connect ECONNREFUSED <loopback>'],
    ['connect ECONNREFUSED ::ffff:127.0.0.1:80', 'connect ECONNREFUSED <loopback>'],
    ['address already in use :::8080', 'address already in use <loopback>'],
    ['address already in use 0.0.0.0:8080', 'address already in use <loopback>'],
    ['getaddrinfo ENOTFOUND localhost', 'getaddrinfo ENOTFOUND <loopback>'],
    ['connect ETIMEDOUT 10.0.0.5:5432', 'connect ETIMEDOUT <ip>'],
    ['connect ETIMEDOUT 10.0.0.5.', 'connect ETIMEDOUT <ip>.'],
    ['connect ETIMEDOUT 2001:db8::8a2e:370:7334', 'connect ETIMEDOUT <ip>'],
    ['connect ETIMEDOUT [2001:db8::1]:443', 'connect ETIMEDOUT <ip>'],
    ['connect ETIMEDOUT 2001:0db8:85a3:0000:0000:8a2e:0370:7334', 'connect ETIMEDOUT <ip>'],
    ['connect ETIMEDOUT fe80::1%eth0', 'connect ETIMEDOUT <ip>'],
    ['device 00:1b:44:11:3a:b7 gone', 'device <ip> gone'],
    ['connect ECONNREFUSED db.internal:5432', 'connect ECONNREFUSED db.internal:<n>'],
    ['connect ECONNREFUSED redis:6379', 'connect ECONNREFUSED redis:<n>'],
    ['port 3000 is in use', 'port <n> is in use'],
    ['port: 3000', 'port: <n>'],
  ])('lose address and port: %j becomes %j', (message, line) => {
    expect(normaliseLine(message)).toBe(line)
    expect(normaliseLine(line)).toBe(line)
  })

  test.each([
    'std::bad_alloc',
    'Foo::bar',
    'a :: b',
    'fade::bed',
    'localhost-only setting',
    'getaddrinfo ENOTFOUND db.internal',
  ])('are not seen in words: %j', (message) => {
    expect(normaliseLine(message)).toBe(message)
  })
})
