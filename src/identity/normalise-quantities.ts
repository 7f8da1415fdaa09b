/** Replaces durations, sizes and percentages with their units, so that `1503ms` and `2.1s` agree. */
export function normaliseQuantities(line: string): string {
  return line
    .replace(
      /(?:(?<![\w.,])|(?<=\d[dhm]))[-+]?\d+(?:[.,]\d+)*(?: ?(?:m?s(?:ecs?)?|(?:milli)?seconds?|[µμun]s|min(?:ute)?s?|(?:hr|hour|day|week)s?)|[mhd])(?![A-Za-z_])/g,
      '<duration>',
    )
    .replace(/<duration>(?: ?<duration>)+/g, '<duration>')
    .replace(/(?<![\w.,])\d+(?:[.,]\d+)* ?(?:[kKMGTP]i?[Bb]|[Bb]ytes?|B)(?!\w)/g, '<size>')
    .replace(/(?<![\w.,])[-+]?\d+(?:[.,]\d+)* ?%/g, '<percent>')
}
