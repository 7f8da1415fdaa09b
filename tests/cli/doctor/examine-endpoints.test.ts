import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, onTestFinished, test } from 'vitest'
import { examineEndpoints } from '../../../src/cli/doctor/examine-endpoints.ts'
import { answerGrpc, answerHttp, answerNothing, findClosedPort } from '../../helpers/answering-server.ts'

type Variables = Readonly<Record<string, string>>

async function examine(env: Variables, limitMs = 10_000) {
  const { findings, notes } = await examineEndpoints({ env, limitMs })
  return {
    found: findings.map(({ code, message, nextStep }) => ({
      code,
      message,
      next: `${nextStep.kind} ${nextStep.text}`,
    })),
    findings,
    notes: notes.map(({ state, text }) => `${state} ${text}`),
  }
}

/** Examines an endpoint that answers everything alike, and takes the address out of what is said. */
async function examineAnswer(answer: (response: ServerResponse, path: string) => void, env: Variables = {}) {
  const server = await answerHttp((path, response) => answer(response, path))
  const { found, findings, notes } = await examine({ OTEL_EXPORTER_OTLP_ENDPOINT: server.url, ...env })
  const tidy = <Value>(value: Value): Value =>
    JSON.parse(
      JSON.stringify(value)
        .replaceAll(server.url, 'URL')
        .replaceAll(server.url.replace('http:', 'https:'), 'URLS')
        .replaceAll(/[\da-f]{32}/g, 'ID'),
    ) as Value
  return {
    found: tidy(found),
    evidence: tidy(findings.map(({ evidence }) => evidence)),
    notes: tidy(notes),
    server,
  }
}

const ONLY_TRACES = { OTEL_LOGS_EXPORTER: 'none' }

describe('an endpoint of OTLP over HTTP', () => {
  test('whose address has the path of a signal, and gets another one, is told without', async () => {
    const { found, server } = await examineAnswer((response) => response.writeHead(404).end(), ONLY_TRACES)
    const env = { ...ONLY_TRACES, OTEL_EXPORTER_OTLP_ENDPOINT: `${server.url}/v1/traces` }
    const [twice] = (await examine(env)).found
    expect(found[0]?.next).toBe('set OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318')
    expect(twice?.next).toBe(`set OTEL_EXPORTER_OTLP_ENDPOINT=${server.url}`)
  })

  test.each([
    ['http/protobuf', 'application/x-protobuf'],
    ['http/json', 'application/json'],
  ])('that takes what it is sent by %s is in order', async (protocol, type) => {
    const { found, notes, server } = await examineAnswer((response) => response.end(), {
      OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
    })
    expect(found).toEqual([])
    expect(notes).toEqual([
      `ok URL/v1/traces took a probe span by ${protocol}: HTTP 200 OK, trace ID.`,
      `ok URL/v1/logs took a probe log record by ${protocol}: HTTP 200 OK, trace ID.`,
    ])
    expect(server.requests.map(({ path }) => path).toSorted()).toEqual(['/v1/logs', '/v1/traces'])
    expect(server.requests.map(({ headers }) => headers['content-type'])).toEqual([type, type])
    expect(server.requests.every(({ body }) => body.includes('smonitor doctor probe'))).toBe(true)
  })

  test('gets the headers and the compression of the variables', async () => {
    const { server } = await examineAnswer((response) => response.end(), {
      ...ONLY_TRACES,
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20t0ken, x-tenant = films',
      OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'x-tenant=traces',
      OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
    })
    expect(server.requests[0]?.headers).toMatchObject({
      authorization: 'Bearer t0ken',
      'x-tenant': 'traces',
      'content-encoding': 'gzip',
    })
    expect(gunzipSync(server.requests[0]?.body ?? '').includes('smonitor doctor probe')).toBe(true)
  })

  test.each([
    {
      name: '401 without a header',
      status: 401,
      headers: {},
      body: 'no token',
      code: 'SMON-E321',
      message: 'The endpoint URL/v1/traces refused the traces: HTTP 401 Unauthorized, "no token".',
      next: 'set OTEL_EXPORTER_OTLP_HEADERS=authorization=Bearer%20…',
    },
    {
      name: '500',
      status: 500,
      headers: {},
      body: '',
      code: 'SMON-E321',
      message: 'The endpoint URL/v1/traces refused the traces: HTTP 500 Internal Server Error.',
      next: 'check what listens at URL/v1/traces',
    },
    {
      name: '415',
      status: 415,
      headers: {},
      body: '',
      code: 'SMON-E321',
      message: 'The endpoint URL/v1/traces refused the traces: HTTP 415 Unsupported Media Type.',
      next: 'set OTEL_EXPORTER_OTLP_PROTOCOL=http/json',
    },
    {
      name: '400 of Go, where TLS is wanted',
      status: 400,
      headers: {},
      body: 'Client sent an HTTP request to an HTTPS server.\n',
      code: 'SMON-E321',
      message:
        'The endpoint URL/v1/traces refused the traces: HTTP 400 Bad Request, "Client sent an HTTP request to an HTTPS server.".',
      next: 'set OTEL_EXPORTER_OTLP_ENDPOINT=URLS',
    },
    {
      name: '503 with Retry-After',
      status: 503,
      headers: { 'retry-after': '30' },
      body: 'overloaded',
      code: 'SMON-W322',
      message:
        'The endpoint URL/v1/traces does not take the traces now: HTTP 503 Service Unavailable, "overloaded".',
      next: 'check what listens at URL/v1/traces',
    },
    {
      name: '308',
      status: 308,
      headers: { location: 'https://user:secret@other.example/v1/traces?key=1' },
      body: '',
      code: 'SMON-E321',
      message: 'The endpoint URL/v1/traces refused the traces: HTTP 308 Permanent Redirect.',
      next: 'set OTEL_EXPORTER_OTLP_ENDPOINT=https://other.example',
    },
    {
      name: 'a web page',
      status: 200,
      headers: { 'content-type': 'text/html' },
      body: '<!doctype html><style>b{}</style><title>Sign in</title>',
      code: 'SMON-E324',
      message:
        'What listens at URL/v1/traces does not speak OTLP by http/protobuf: it answered with a web page.',
      next: 'set OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318',
    },
    {
      name: 'a partial success',
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: '{"partialSuccess":{"rejectedSpans":"1","errorMessage":"too old"}}',
      code: 'SMON-W325',
      message: 'The endpoint URL/v1/traces took the traces in part, and rejected 1: too old.',
      next: 'check what listens at URL/v1/traces',
    },
    {
      name: 'a partial success in protobuf',
      status: 200,
      headers: { 'content-type': 'application/x-protobuf' },
      body: Buffer.from('\n\u000b\b\u0001\u0012\u0007too old'),
      code: 'SMON-W325',
      message: 'The endpoint URL/v1/traces took the traces in part, and rejected 1: too old.',
      next: 'check what listens at URL/v1/traces',
    },
  ])('is told by its answer: $name', async ({ status, headers, body, code, message, next }) => {
    const { found } = await examineAnswer(
      (response) => response.writeHead(status, headers).end(body),
      ONLY_TRACES,
    )
    expect(found).toEqual([{ code, message, next }])
  })

  test('says when to come back', async () => {
    const { evidence } = await examineAnswer(
      (response) => response.writeHead(429, { 'retry-after': '7' }).end(),
      ONLY_TRACES,
    )
    expect(evidence).toEqual([
      [
        'POST URL/v1/traces by http/protobuf (OTEL_EXPORTER_OTLP_ENDPOINT)',
        'answer: HTTP 429 Too Many Requests',
        'answer: Retry-After: 7',
      ],
    ])
  })

  test('whose address lacks the path is told the whole address', async () => {
    const server = await answerHttp((path, response) =>
      response.writeHead(path === '/v1/traces' ? 200 : 404).end(),
    )
    const { found } = await examine({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: server.url, ...ONLY_TRACES })
    expect(found).toMatchObject([
      { code: 'SMON-E321', next: `set OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=${server.url}/v1/traces` },
    ])
  })

  test('that takes traces alone is no defect of the address', async () => {
    const { found } = await examineAnswer((response, path) =>
      response.writeHead(path === '/v1/logs' ? 404 : 200).end(),
    )
    expect(found).toEqual([
      {
        code: 'SMON-W326',
        message: 'The endpoint URL/v1/logs takes traces and no logs: HTTP 404 Not Found.',
        next: 'set OTEL_LOGS_EXPORTER=none',
      },
    ])
  })

  test('that sends without an end is not read to its end', async () => {
    const { found } = await examineAnswer((response) => {
      response.writeHead(500)
      const timer = setInterval(() => response.write('x'.repeat(50_000)), 1)
      response.once('close', () => clearInterval(timer))
    }, ONLY_TRACES)
    expect(found).toMatchObject([{ code: 'SMON-E321' }])
    expect(found[0]?.message.length).toBeLessThan(400)
  })
})

describe('an endpoint that is not reached', () => {
  test('refuses the connection', async () => {
    const port = await findClosedPort()
    const { found } = await examine({
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      ...ONLY_TRACES,
    })
    expect(found).toEqual([
      {
        code: 'SMON-E320',
        message: `The endpoint of the traces, http://127.0.0.1:${port}/v1/traces, was not reached: connect ECONNREFUSED 127.0.0.1:${port}.`,
        next: `check that something listens at 127.0.0.1:${port}`,
      },
    ])
  })

  test('has a name that nobody knows', async () => {
    const { found } = await examine({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://nowhere.invalid:4318',
      ...ONLY_TRACES,
    })
    expect(found).toMatchObject([
      { code: 'SMON-E320', message: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/) as string },
    ])
  })

  test('is silent until its time is over, which the variables say', async () => {
    const server = await answerNothing()
    const { found } = await examine({
      OTEL_EXPORTER_OTLP_ENDPOINT: server.url,
      OTEL_EXPORTER_OTLP_TIMEOUT: '50',
      ...ONLY_TRACES,
    })
    expect(found).toMatchObject([
      {
        code: 'SMON-E323',
        message: `The endpoint ${server.url}/v1/traces gave no answer to the traces within 50 ms.`,
      },
    ])
  })

  test.each(['grpc', 'http/json'])(
    'is silent by %s until the time of the command is over',
    async (protocol) => {
      const server = await answerNothing()
      const env = {
        OTEL_EXPORTER_OTLP_ENDPOINT: server.url,
        OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
        ...ONLY_TRACES,
      }
      const { found } = await examine(env, 50)
      expect(found).toMatchObject([{ code: 'SMON-E323' }])
    },
  )

  test.each(['grpc', 'http/protobuf'])('has no TLS, by %s', async (protocol) => {
    const server =
      protocol === 'grpc'
        ? await answerGrpc(() => [0, ''])
        : await answerHttp((_path, response) => response.end())
    const { found } = await examine({
      OTEL_EXPORTER_OTLP_ENDPOINT: server.url.replace('http:', 'https:'),
      OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
      ...ONLY_TRACES,
    })
    expect(found).toEqual([
      {
        code: 'SMON-E320',
        message: expect.stringMatching(/ was not reached: wrong version number/) as string,
        next: `set OTEL_EXPORTER_OTLP_ENDPOINT=${server.url}`,
      },
    ])
  })

  test('has a certificate that nobody knows, until it is named', async () => {
    const folder = join(import.meta.dirname, 'certificate')
    const [key, cert] = ['key.pem', 'cert.pem'].map((name) => readFileSync(join(folder, name)))
    const server = createServer({ key, cert }, (request, response) =>
      request.resume().once('end', () => response.end()),
    )
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const { port } = server.address() as AddressInfo
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: `https://localhost:${port}`, ...ONLY_TRACES }
    expect((await examine(env)).found).toMatchObject([
      { code: 'SMON-E320', next: 'set OTEL_EXPORTER_OTLP_CERTIFICATE=/path/to/ca.pem' },
    ])
    const named = { ...env, OTEL_EXPORTER_OTLP_CERTIFICATE: join(folder, 'cert.pem') }
    expect((await examine(named)).found).toEqual([])
  })
})

describe('an endpoint of OTLP over gRPC', () => {
  const GRPC = { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }

  test('that takes what it is sent is in order', async () => {
    const server = await answerGrpc(() => [0, ''])
    const { found, notes } = await examine({ OTEL_EXPORTER_OTLP_ENDPOINT: server.url, ...GRPC })
    expect(found).toEqual([])
    expect(notes).toHaveLength(2)
    expect(notes[0]).toContain('took a probe span by grpc: gRPC OK')
    const [request] = server.requests
    expect(request?.body.readUInt32BE(1)).toBe((request?.body.length ?? 0) - 5)
  })

  test('that has no service for logs, as Jaeger, takes none', async () => {
    const server = await answerGrpc((path) => (path.includes('Logs') ? [12, 'unknown service'] : [0, '']))
    const { found } = await examine({ OTEL_EXPORTER_OTLP_ENDPOINT: server.url, ...GRPC })
    expect(found).toMatchObject([
      {
        code: 'SMON-W326',
        message: `The endpoint ${server.url} takes traces and no logs: gRPC UNIMPLEMENTED, "unknown service".`,
      },
    ])
  })

  test.each([
    [16, 'SMON-E321'],
    [14, 'SMON-W322'],
    [13, 'SMON-E321'],
    [12, 'SMON-E321'],
  ])('that ends with the status %s is told as %s', async (status, code) => {
    const server = await answerGrpc(() => [status, 'why – not'])
    const { found } = await examine({ OTEL_EXPORTER_OTLP_ENDPOINT: server.url, ...GRPC, ...ONLY_TRACES })
    expect(found).toMatchObject([{ code, message: expect.stringContaining('"why – not"') as string }])
  })

  test('that takes a part says how much', async () => {
    const server = await answerGrpc(() => [0, '', Buffer.from('\n\u000b\b\u0001\u0012\u0007too old')])
    const { found } = await examine({ OTEL_EXPORTER_OTLP_ENDPOINT: server.url, ...GRPC, ...ONLY_TRACES })
    expect(found).toMatchObject([
      { code: 'SMON-W325', message: expect.stringContaining('too old') as string },
    ])
  })

  test('is not one of HTTP', async () => {
    const server = await answerGrpc(() => [0, ''])
    const { found } = await examine({ OTEL_EXPORTER_OTLP_ENDPOINT: server.url, ...ONLY_TRACES })
    expect(found).toMatchObject([{ code: 'SMON-E324', next: 'set OTEL_EXPORTER_OTLP_PROTOCOL=grpc' }])
  })

  test('does not listen on a port of HTTP', async () => {
    const server = await answerHttp((_path, response) => response.end())
    const { found } = await examine({ OTEL_EXPORTER_OTLP_ENDPOINT: server.url, ...GRPC, ...ONLY_TRACES })
    expect(found).toMatchObject([
      { code: 'SMON-E324', next: 'set OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf' },
    ])
  })
})

describe('an endpoint that nobody has named', () => {
  test('is tried, and is no defect', async () => {
    const { found, notes } = await examine({})
    expect(found).toEqual([])
    expect(notes).toHaveLength(2)
    expect(notes[0]).toContain('http://localhost:4318/v1/traces')
  })

  test('is not tried for a signal that goes elsewhere', async () => {
    const { notes } = await examine({ OTEL_TRACES_EXPORTER: 'console', OTEL_LOGS_EXPORTER: 'none' })
    expect(notes).toEqual([
      'info The traces are not sent by OTLP: OTEL_TRACES_EXPORTER=console.',
      'info The logs are not sent by OTLP: OTEL_LOGS_EXPORTER=none.',
    ])
  })
})
