import { describe, expect, test } from 'vitest'
import { runNode } from '../helpers/run-process.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { writeProgram } from '../helpers/write-program.ts'

/** Takes out what differs from run to run and from machine to machine. */
function steady(text: string, folder: string): string {
  return text
    .replaceAll(new RegExp(`file://${folder}/app.mjs:\\d+:\\d+`, 'g'), 'file:///app/app.mjs:<place>')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
    .replaceAll(/\b[0-9a-f]{32}\b/g, '<32 hex>')
    .replaceAll(/\b[0-9a-f]{16}\b/g, '<16 hex>')
    .replaceAll(/(\n {4}at (?!file:\/\/\/app).*)+/g, '\n    <inner frames>')
}

describe('each profile', () => {
  const source = `
    startSmonitor(JSON.parse(process.argv[2]))
    const load = films.signal('films.load', (id) => {
      films.emit('MOV-W010', { id })
      emit('info', 'The cache is cold.', { source: 'films.cache', hint: 'Nothing to do.' })
      throw films.error('MOV-E001', { id, known: ['a', 'b'] }, { cause: new RangeError('no row') })
    })
    const all = signal('films.all', () => load('f1'))
    try { all() } catch {}
    console.log('done')`

  async function stderrOf(profile: string, env: Record<string, string> = {}): Promise<string> {
    const folder = tempFolder()
    const options = profile === '' ? {} : { profile }
    const { code, stdout, stderr } = await runNode([writeProgram(folder, source), JSON.stringify(options)], {
      env,
    })
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'done\n' })
    return steady(stderr, folder)
  }

  test('user, which is the default, prints what went wrong and what to do', async () => {
    expect(await stderrOf('')).toMatchInlineSnapshot(`
      "Warning: The film f1 has no title. (MOV-W010)
        What to do: Add a title to f1.
      Error: The film f1 is not known. (MOV-E001)
        What to do: Use one of a, b.
        Read more: https://films.example/MOV-E001
      "
    `)
  })

  test('dev prints where, with what, and the stack of the program', async () => {
    expect(await stderrOf('dev', { SMONITOR_PROFILE: 'agent' })).toMatchInlineSnapshot(`
      "WARNING [MOV-W010] films.load | The film f1 has no title.
        chain   films.all ❯ films.load
        hint    Check the loader of f1.
        params  id=f1
        docs    https://films.example/MOV-W010
      INFO films.cache | The cache is cold.
        chain   films.all ❯ films.load
        hint    Nothing to do.
      ERROR [MOV-E001] films.load | The film f1 is not known.
        chain   films.all ❯ films.load
        hint    Use one of a, b.
        params  id=f1; known=a, b
        docs    https://films.example/MOV-E001
        thrown  DiagnosticError: The film f1 is not known.
          at file:///app/app.mjs:<place>
          at file:///app/app.mjs:<place>
        cause   RangeError: no row
      "
    `)
  })

  test('qa prints one line each', async () => {
    expect(await stderrOf('qa')).toMatchInlineSnapshot(`
      "[MOV-W010] WARNING films.load | missing title id=f1 | hint: Check the loader of f1. | id=f1 | tk1_228ad75964e1a46b
      [no code] INFO films.cache | The cache is cold. | hint: Nothing to do. | tk1_1827daf5f2d11bc2
      [MOV-E001] ERROR films.load | DiagnosticError: The film f1 is not known. | hint: Use one of a, b. | id=f1; known=a, b | tk1_1ac253f07eaaaab1
      "
    `)
  })

  test('agent, from the environment, prints logfmt', async () => {
    expect(await stderrOf('', { SMONITOR_PROFILE: 'agent' })).toMatchInlineSnapshot(`
      "code=MOV-W010 level=WARNING source=films.load message="The film f1 has no title." hint=add_title triage_key=tk1_228ad75964e1a46b chain=films.all>films.load docs=https://films.example/MOV-W010 trace_id=<32 hex> param.id=f1
      level=INFO source=films.cache message="The cache is cold." hint="Nothing to do." triage_key=tk1_1827daf5f2d11bc2 chain=films.all>films.load trace_id=<32 hex>
      code=MOV-E001 level=ERROR source=films.load message="The film f1 is not known." hint="Use one of a, b." triage_key=tk1_1ac253f07eaaaab1 chain=films.all>films.load exception_type=DiagnosticError at=file:///app/app.mjs:<place> docs=https://films.example/MOV-E001 trace_id=<32 hex> param.id=f1 param.known="a,b"
      "
    `)
  })

  test('debug prints everything', async () => {
    expect(await stderrOf('debug')).toMatchInlineSnapshot(`
      "<time> WARNING [MOV-W010] films.load | The film f1 has no title.
        title   Title missing
        hint    Check the loader of f1.
        chain   films.all ❯ films.load (depth 2)
        params  id=f1
        library films 1.2.0
        event   smonitor.diagnostic
        key     tk1_228ad75964e1a46b
        hash    th1_1666a2e0b48fb0d8
        cluster tc1_ec387e4ff4d76f81
        trace   <32 hex> span <16 hex>
        run     <32 hex>
        docs    https://films.example/MOV-W010
      <time> INFO films.cache | The cache is cold.
        hint    Nothing to do.
        chain   films.all ❯ films.load (depth 2)
        library smonitor 0.1.0
        event   smonitor.diagnostic
        key     tk1_1827daf5f2d11bc2
        hash    th1_1666a2e0b48fb0d8
        cluster tc1_437dc3668c09297d
        trace   <32 hex> span <16 hex>
        run     <32 hex>
      <time> ERROR [MOV-E001] films.load | The film f1 is not known.
        title   Film unknown
        hint    Use one of a, b.
        chain   films.all ❯ films.load (depth 2)
        params  id=f1; known=a, b
        library films 1.2.0
        event   smonitor.diagnostic
        key     tk1_1ac253f07eaaaab1
        hash    th1_567b0e5d3246e443
        cluster tc1_138a82604a49adc9
        trace   <32 hex> span <16 hex>
        run     <32 hex>
        docs    https://films.example/MOV-E001
        thrown  DiagnosticError: The film f1 is not known.
          at file:///app/app.mjs:<place>
          <inner frames>
          at file:///app/app.mjs:<place>
          <inner frames>
        cause   RangeError: no row
      "
    `)
  })
})
