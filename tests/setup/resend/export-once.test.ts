import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { exportOnce } from '../../../src/setup/resend/export-once.ts'
import type { ExporterLike } from '../../../src/setup/report-failures.ts'
import { answerHttp } from '../../helpers/answering-server.ts'

// What sdk-node brings along.
const require = createRequire(createRequire(import.meta.url).resolve('@opentelemetry/sdk-node'))
const PROTOCOL: string = 'http'
const { OTLPLogExporter } = require(`@opentelemetry/exporter-logs-otlp-${PROTOCOL}`) as {
  readonly OTLPLogExporter: new (config: { readonly url: string }) => ExporterLike
}

test.each([
  ['a web page', 'failed', 'text/html'],
  ['an answer of OTLP', 'taken', 'application/json'],
])('an export that is answered by %s has %s', async (_what, answer, type) => {
  const { url } = await answerHttp((_path, response) =>
    response.writeHead(200, { 'content-type': type }).end('{}'),
  )
  const endpoint = `${url}/v1/logs`
  const exporter = new OTLPLogExporter({ url: endpoint })
  const delivery = { exporter, endpoint, maxBatch: 512, delayMs: 100 }
  expect((await exportOnce(delivery, [])).answer).toBe(answer)
})
