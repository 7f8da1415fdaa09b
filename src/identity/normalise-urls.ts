/**
 * Keeps a URL's scheme, host and path; drops user, port, query and fragment.
 * Ids in the path, and what kind of host it is, are for later steps. `file:` is a path, not a URL.
 */
export function normaliseUrls(line: string): string {
  return line
    .replace(/\b(data:\w+\/[\w+.-]+)[;,][^\s'"`<>()]*/g, '$1')
    .replace(
      /(?<![\w+.-])(?!file:)([a-z][a-z\d+.-]*:\/\/)([^\s'"`<>(){}|\\/?#]+)((?:[^\s'"`<>(){}|\\?#]|<\w+>)*)([^\s'"`<>(){}|\\]*)/gi,
      toTemplate,
    )
}

function toTemplate(_: string, scheme: string, authority: string, path: string, query: string): string {
  // A full stop or comma behind the URL belongs to the sentence.
  const stop = /[.,;:!?]*$/.exec(authority + path + query)?.[0] ?? ''
  const host = authority.slice(authority.lastIndexOf('@') + 1).replace(/[.,;!?]+$|:\d*[.,;:!?]*$/, '')
  return `${scheme}${host}`.toLowerCase() + path.replace(/[/.,;:!?]+$/, '') + stop
}
