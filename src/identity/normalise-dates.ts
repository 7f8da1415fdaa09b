/** Replaces dates and times of day: ISO 8601, RFC 850 and 1123, `Date.prototype.toString`, locale forms, clock times. */
export function normaliseDates(line: string): string {
  if (!/\d/.test(line)) return line
  return (
    line
      .replace(/(?<![\d:.])\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?(?: ?[AP]M)?| ?[AP]M)Z?(?![\d:])/g, '<time>')
      .replace(
        /(?<!\d)\d{4}-\d\d-\d\d(?:[T_]\d\d[:.-]?\d\d(?:[:.-]?\d\d(?:[.,-]\d+)?)?Z?)?(?!\d)|(?<![\w/.])\d{1,4}\/\d{1,2}\/\d{1,4}(?![\w/])/g,
        '<date>',
      )
      .replace(
        /(?:\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6},? )?(?<![\w-])(?:\d{1,2}[ -])?(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Oct(?:ober)?|(?:Sept?|Nov|Dec)(?:ember)?)\.?(?:,?[ -]\d{1,4}(?!\d)){1,2}/g,
        '<date>',
      )
      .replace(/<date>(?:T|,? (?:at )?)<time>/g, '<date>')
      // The year of `ctime`, the zone, and its name that follows the system's language.
      .replace(
        /(<(?:date|time)>)(?: \d{4}(?!\d))?(?:Z\b| ?(?:GMT|UTC)(?:[+-]\d\d:?\d\d)?(?: \([^()]{1,60}\))?| ?[+-]\d\d:?\d\d(?!\d))?/g,
        '$1',
      )
  )
}
