// Asks Jaeger for the traces of the shop that have a tag, and prints what its page shows of them:
//   node examples/jaeger/look.mjs smonitor.code=SHOP-W001
const [tag = 'smonitor.code=SHOP-W001', jaeger = 'http://localhost:16686'] = process.argv.slice(2)
const [name, value] = tag.split('=')
const query = new URLSearchParams({ service: 'shop', tags: JSON.stringify({ [name]: value }) })
const response = await fetch(`${jaeger}/api/traces?${query}`)
const { data } = await response.json()
console.log(`${data?.length ?? 0} ${data?.length === 1 ? 'trace' : 'traces'} with ${tag}`)
for (const { traceID, spans } of data ?? []) {
  console.log(`\ntrace ${traceID}`)
  for (const { operationName, tags, logs } of spans) {
    const code = tags.find(({ key }) => key === 'smonitor.code')?.value
    console.log(`  ${operationName}${code === undefined ? '' : `  ${code}`}`)
    for (const { fields } of logs) {
      const of = Object.fromEntries(fields.map(({ key, value: text }) => [key, text]))
      console.log(`    ${of.event}: ${of['smonitor.message'] ?? of['exception.message'] ?? ''}`)
      if (of['smonitor.hint'] !== undefined) console.log(`    to do: ${of['smonitor.hint']}`)
    }
  }
}
