/** Replaces this machine's addresses with `<loopback>` and other IP addresses with `<ip>`, each with its port. */
export function normaliseEndpoints(line: string): string {
  return (
    line
      // Node prints `::1:3000` and `:::3000` (any address) without brackets.
      .replace(
        /(?<![\w.:-])(?:(?:localhost|(?:::ffff:)?127(?:\.\d{1,3}){3}|0\.0\.0\.0|\[::1?\]|::1)(?::\d{1,5})?|:::\d{1,5})(?![\w:-]|\.\w)/gi,
        '<loopback>',
      )
      .replace(/(?<![\w.:])(?:::ffff:)?\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?(?!\w|\.\d)/gi, '<ip>')
      // IPv6, compressed or not, and hardware addresses.
      .replace(
        /(?<![\w.:])\[?(?:(?:[\da-f]{1,4}:){5,7}[\da-f]{1,4}|(?:[\da-f]{1,4}(?::[\da-f]{1,4}){0,6})?::(?:[\da-f]{1,4}(?::[\da-f]{1,4}){0,6})?)(?:%\w+)?\]?(?::\d{1,5})?(?![\w:])/gi,
        (found) => (/\d/.test(found) ? '<ip>' : found),
      )
  )
}
