/**
 * Replaces numbers with `<n>`, except those that name the defect: status, exit and error codes, `ORA-00942`,
 * and digits behind a letter as in `TS2322`, `utf8` and `v1`.
 */
export function normaliseNumbers(line: string): string {
  return line.replace(
    /(\b(?:[Ss]tatus|STATUS|HTTP|[Cc]ode|errno|[Ee]xit(?:ed)?|[Ss]ignal)(?:[ _]?(?:[Cc]ode|with|[Ss]tatus|is|was)){0,3}[ :=#"'(]{0,3}-?\d+|\bHTTP\/\d(?:\.\d)?(?: \d{3}\b)?|\b(?:returned|responded|failed)(?: with)? [1-5]\d\d\b(?! [a-z])|\b[45]\d\d(?= \(?[A-Z][a-z])|\b(?!(?:ID|PID|REQ|JOB|RUN)-)[A-Z]{2,4}(?:-\d+)+|\b(?:utf|sha|iso|base)(?:-\d+)+)|(\bv)\d+(?:\.\d+)+[\w.-]*|(?:(?<![\w.)\]>-])[-+]|(?<![A-Za-z\d.$]))\.?\d+(?:[.,_]\d+)*(?:e(?:[+-]?\d+)?(?![A-Za-z\d]))?([A-Za-z][A-Za-z\d]*)?/g,
    (found, kept: string | undefined, version = '', unit = '') =>
      kept !== undefined || !/^(?!xx$)[A-Za-z]{0,8}$/.test(unit) ? found : `${version}<n>${unit}`,
  )
}
