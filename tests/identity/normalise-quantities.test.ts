import { describe, expect, test } from 'vitest'
import { normaliseLine } from '../../src/identity/normalise-line.ts'

describe('quantities', () => {
  test.each([
    ['request took 1503ms', 'request took <duration>'],
    ['request took 2.1s', 'request took <duration>'],
    ['request took 2.1 seconds', 'request took <duration>'],
    ['request took 1 minute', 'request took <duration>'],
    ['request took 1m 30s', 'request took <duration>'],
    ['request took 2h3m', 'request took <duration>'],
    ['request took 15µs', 'request took <duration>'],
    ['timeout of 5000ms exceeded', 'timeout of <duration> exceeded'],
    ['Test timed out in 50ms.', 'Test timed out in <duration>.'],
    ['used 512.4 MB of 1.5 GB', 'used <size> of <size>'],
    ['used 900KiB', 'used <size>'],
    ['read 1,024 bytes', 'read <size>'],
    ['read 1 byte', 'read <size>'],
    ['at 99.5% of 80 %', 'at <percent> of <percent>'],
    ['pid 1234, worker 3, worker #4', 'pid <n>, worker <n>, worker #<n>'],
    ['thread-7 and worker_12', 'thread-<n> and worker_<n>'],
  ])('lose their amount and unit: %j becomes %j', (message, line) => {
    expect(normaliseLine(message)).toBe(line)
    expect(normaliseLine(line)).toBe(line)
  })
})
