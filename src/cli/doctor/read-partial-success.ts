/** What an endpoint says that it did not take, though it took the request. */
export interface PartialSuccess {
  readonly rejected: number
  readonly reason: string
}

/** Reads the partial success of a response of OTLP; `undefined` where it has none, or is none. */
export function readPartialSuccess(body: Buffer, isJson: boolean): PartialSuccess | undefined {
  try {
    const found = isJson ? fromJson(body) : fromProtobuf(body)
    return found !== undefined && (found.rejected > 0 || found.reason !== '') ? found : undefined
  } catch {
    // A body that cannot be read is told of by whoever looks at its kind.
    return undefined
  }
}

function fromJson(body: Buffer): PartialSuccess | undefined {
  if (body.length === 0) return undefined
  const { partialSuccess } = JSON.parse(body.toString()) as { readonly partialSuccess?: unknown }
  if (typeof partialSuccess !== 'object' || partialSuccess === null) return undefined
  const fields = partialSuccess as Readonly<Record<string, unknown>>
  return {
    rejected: Number(fields['rejectedSpans'] ?? fields['rejectedLogRecords'] ?? 0),
    reason: typeof fields['errorMessage'] === 'string' ? fields['errorMessage'] : '',
  }
}

function fromProtobuf(body: Buffer): PartialSuccess | undefined {
  const partial = fieldsOf(body).find(({ number }) => number === 1)?.value
  if (!Buffer.isBuffer(partial)) return undefined
  const fields = fieldsOf(partial)
  const rejected = fields.find(({ number }) => number === 1)?.value
  const reason = fields.find(({ number }) => number === 2)?.value
  return {
    rejected: typeof rejected === 'number' ? rejected : 0,
    reason: Buffer.isBuffer(reason) ? reason.toString() : '',
  }
}

interface Field {
  readonly number: number
  readonly value: number | Buffer
}

/** The fields of a message that are numbers or bytes; others end it, as OTLP's responses have none. */
function fieldsOf(message: Buffer): Field[] {
  const fields: Field[] = []
  let at = 0
  function varint(): number {
    let value = 0
    for (let shift = 1; at < message.length; shift *= 128) {
      const byte = message[at++] ?? 0
      value += (byte % 128) * shift
      if (byte < 128) return value
    }
    return value
  }
  while (at < message.length) {
    const key = varint()
    const number = Math.floor(key / 8)
    if (key % 8 === 0) fields.push({ number, value: varint() })
    else if (key % 8 === 2) {
      const length = varint()
      fields.push({ number, value: message.subarray(at, at + length) })
      at += length
    } else return fields
  }
  return fields
}
