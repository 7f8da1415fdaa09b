/** Finds the first line that says something, without colours, control characters, the error's name and empty headers. */
export function firstLine(message: string): string {
  const lines = stripTerminal(message.slice(0, MAX_INPUT).normalize('NFC'))
    .split(/[\r\n\u2028\u2029]+/)
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .filter((line) => line !== '' && line !== ASSERT_LEGEND)
  const [first = '', ...more] = lines
  const detail = isHeader(first) ? more.find((line) => /[\p{L}\d]/u.test(line)) : undefined
  return dropName(detail === undefined ? first : `${first} ${detail}`)
}

/** Everything below sees this much and no more, so a message of megabytes costs what one of kilobytes costs. */
const MAX_INPUT = 8192

/** What `node:assert` prints above a diff. */
const ASSERT_LEGEND = '+ actual - expected'

/** Control characters, with what follows as part of colours and cursor moves (CSI), links and titles (OSC). */
function stripTerminal(text: string): string {
  return text.replace(/(?![\t\n\r])\p{Cc}(?:\[[0-?]*[ -/]*[@-~]|\]\P{Cc}*(?![\t\n\r])\p{Cc}\\?)?/gu, '')
}

/** The same for every defect: `Expected values to be strictly equal:`, `Command failed: git status`, `fetch failed`. */
function isHeader(line: string): boolean {
  return /:$|^Command failed|^fetch failed$/.test(line)
}

/** The name is part of the type. `TypeError [ERR_X]: text` and `Uncaught Error: text` are ways to print it. */
function dropName(line: string): string {
  return line.replace(
    /^(?:(?:Uncaught )?[A-Z][\w$.]*(?:(?<=Error|Exception)(?: \[[\w-]+\])?| \[[A-Z][\w-]+\]): )+/,
    '',
  )
}
