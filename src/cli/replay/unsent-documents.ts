import { toOtlpResource } from '../../bundle/otlp/otlp-resource.ts'
import { readLines } from '../../bundle/read-lines.ts'
import { parseRecordLine, toOtlpRecord, type KeptRecord } from '../../spool/outbox/record-line.ts'
import type { UnsentFile } from '../../spool/outbox/unsent-files.ts'

/** As many as the exporters of OTel send at once. */
const MAX_RECORDS = 512

/** Reads what a program could not send: bodies of requests of OTLP JSON. What a kill has cut off is left out. */
export function* toUnsentDocuments(files: readonly UnsentFile[]): Generator<string> {
  for (const { path, head } of files) {
    const resource = toOtlpResource(head.resource, head.schema_url)
    let records: KeptRecord[] = []
    for (const line of readLines(path)) {
      const record = parseRecordLine(line ?? '')
      if (record !== undefined) records.push(record)
      if (records.length < MAX_RECORDS) continue
      yield toDocument(records, resource)
      records = []
    }
    if (records.length > 0) yield toDocument(records, resource)
  }
}

function toDocument(
  records: readonly KeptRecord[],
  { schemaUrl, ...resource }: ReturnType<typeof toOtlpResource>,
): string {
  const scopes = new Map<string, KeptRecord[]>()
  for (const record of records) {
    const key = JSON.stringify(record.scope)
    const own = scopes.get(key)
    if (own === undefined) scopes.set(key, [record])
    else own.push(record)
  }
  const scopeLogs = [...scopes.values()].map((own) => {
    const { name, version, schemaUrl: url } = own[0]?.scope ?? { name: '' }
    return { scope: { name, version }, schemaUrl: url, logRecords: own.map(toOtlpRecord) }
  })
  return JSON.stringify({ resourceLogs: [{ resource, schemaUrl, scopeLogs }] })
}
