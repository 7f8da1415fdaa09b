import { describe, expect, test } from 'vitest'
import { normaliseLine } from '../../src/identity/normalise-line.ts'

describe('identifiers', () => {
  test.each([
    ['order 3f2504e0-4f89-41d3-9a0c-0305e82c3301 not found', 'order <uuid> not found'],
    ['order 3F2504E0-4F89-41D3-9A0C-0305E82C3301 not found', 'order <uuid> not found'],
    ['job_3f2504e0-4f89-41d3-9a0c-0305e82c3301.json', 'job_<uuid>.json'],
    ['mail to jane.doe+x@mail.example.com bounced', 'mail to <email> bounced'],
    ['trace 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01 dropped', 'trace <trace> dropped'],
    ['Root=1-5759e988-bd862e3fe1be46a994272793', 'Root=<trace>'],
    ['token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3jVmN expired', 'token <jwt> expired'],
    ['at 0x7ffee3b1 and 0XDEADBEEF', 'at <n> and <n>'],
    ['commit 9f8e7d6 missing', 'commit <n> missing'],
    ['commit 9f8e7d6c5b4a39281706f5e4d3c2b1a098765432 missing', 'commit <n> missing'],
    ['commit 9876543 missing', 'commit <n> missing'],
    ['(request id 4442587FB7D0A2F9)', '(request id <n>)'],
    ['ulid 01ARZ3NDEKTSV4RRFFQ69G5FAV', 'ulid <n>'],
    ['cuid cjld2cjxh0000qzrmn831i7rn', 'cuid <n>'],
    ['cuid2 tz4a98xxat96iws9zmbrgj3a', 'cuid2 <n>'],
    ['session V1StGXR8_Z5jdHi6B-myT expired', 'session <n> expired'],
    ['session kQ3vPz8nR2sW5tY7uX0aB expired', 'session <n> expired'],
    ['key dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk', 'key <n>'],
    ['host njhnj9yjb9 missing', 'host <n> missing'],
    ['cus_9s6XKzkNRiz8i3', 'cus_<n>'],
    ['order-3f2504e0 missing', 'order-<n> missing'],
    ['dir vt-Xa93Qz missing', 'dir vt-<n> missing'],
    ['integrity sha512-abc+def/ghi0123456789ABCDEFabcdef==', 'integrity sha512-<n>'],
    ['_id: ObjectId("507f1f77bcf86cd799439011")', '_id: ObjectId("<n>")'],
  ])('that are random go: %j becomes %j', (message, line) => {
    expect(normaliseLine(message)).toBe(line)
    expect(normaliseLine(line)).toBe(line)
  })

  test.each([
    'unknown strategy roundRobinScheduler',
    'unknown animal deadbeef',
    'unknown animal facade',
    'DATABASE_URL is not set',
    'left-pad and react-dom-server',
    'convertUtf8ToBase64 failed',
    'parseIso8601DateString failed',
    'getX509CertSHA256 failed',
    'useV2ApiClientHandler failed',
    'createSha256HashFromText failed',
    'AES256GCM and aes-cbc',
    'ERR_HTTP2_HEADERS_SENT',
    'postgres14-alpine, node20-slim',
    'duplicate key value violates unique constraint "users_email_key"',
    'TS2322, E11000, P2002, ORA-00942, CVE-2021-44228',
    'class My-Node20 and foo-Build2',
  ])('that are words stay: %j', (message) => {
    expect(normaliseLine(message)).toBe(message)
  })
})
