/**
 * Tells whether boxes and icons are shown as such. Node writes UTF-8 in any case, so that an absent locale, as in most
 * containers, says nothing against it; one that names another encoding does, as does the Linux console, whose font
 * lacks the characters.
 */
export function hasUnicode(env: Readonly<Record<string, string | undefined>>, platform: string): boolean {
  if (platform === 'win32') return Boolean(env['WT_SESSION'] || env['TERM_PROGRAM'] || env['TERM'])
  if (env['TERM'] === 'linux') return false
  // In the order of precedence of POSIX; a variable that is set to nothing counts as not set.
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || ''
  return locale === '' || /utf-?8/i.test(locale)
}
