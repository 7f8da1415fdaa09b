/** A field of a message of Protocol Buffers: a number for a varint, else its bytes. */
interface Field {
  readonly id: number
  readonly value: number | Buffer
}

/**
 * Reads an `ExportLogsServiceRequest` as far as the test needs it, and writes the records as `readArrived` takes them: each
 * with its attributes that are texts and whole numbers.
 *
 * https://github.com/open-telemetry/opentelemetry-proto/blob/v1.9.0/opentelemetry/proto/logs/v1/logs.proto
 */
export function readGrpcLogs(message: Buffer): string {
  const records = [1, 2, 2].reduce<readonly Buffer[]>(
    (messages, id) => messages.flatMap((one) => within(one, id)),
    [message],
  )
  return records
    .map((record) => `"timeUnixNano" ${within(record, 6).map(readAttribute).join(' ')}`)
    .join('\n')
}

function readAttribute(attribute: Buffer): string {
  const [key = Buffer.of()] = within(attribute, 1)
  const [any = Buffer.of()] = within(attribute, 2)
  const value = fieldsOf(any)[0]
  const text =
    value === undefined
      ? ''
      : typeof value.value === 'number'
        ? `{"intValue":${value.value}`
        : `{"stringValue":${JSON.stringify(value.value.toString())}`
  return `"${key.toString()}","value":${text}`
}

function within(message: Buffer, id: number): Buffer[] {
  return fieldsOf(message).flatMap((field) =>
    field.id === id && typeof field.value !== 'number' ? [field.value] : [],
  )
}

/** https://protobuf.dev/programming-guides/encoding/ */
function fieldsOf(message: Buffer): Field[] {
  const fields: Field[] = []
  let at = 0
  const varint = (): number => {
    let [value, factor] = [0, 1]
    for (;;) {
      const byte = message[at] ?? 0
      at += 1
      value += (byte % 128) * factor
      if (byte < 128) return value
      factor *= 128
    }
  }
  const bytes = (length: number): Buffer => {
    at += length
    return message.subarray(at - length, at)
  }
  while (at < message.length) {
    const tag = varint()
    const type = tag % 8
    const value = type === 0 ? varint() : bytes(type === 1 ? 8 : type === 5 ? 4 : varint())
    fields.push({ id: Math.floor(tag / 8), value })
  }
  return fields
}
