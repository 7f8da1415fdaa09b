const PRELOAD = /^(?:--import|--require|-r|--loader|--experimental-loader)(?:=|$)/
// `smonitor doctor` looks on and sets nothing up; a program must be under it as it is alone.
const DOCTOR = /--require="(?:[^"\\]|\\.)*[\\/]doctor[\\/]inside[\\/]preload\.js"/

/** Tells whether Node was told to load anything else before the program, such as instrumentations. */
export function hasOtherPreload(
  execArgv: readonly string[] = process.execArgv,
  nodeOptions: string = process.env['NODE_OPTIONS'] ?? '',
): boolean {
  const words = [...execArgv, ...nodeOptions.replace(DOCTOR, '').split(/\s+/)]
  return words.some((word, at) => {
    if (!PRELOAD.test(word)) return false
    const equals = word.indexOf('=')
    const module = equals === -1 ? (words[at + 1] ?? '') : word.slice(equals + 1)
    return !/(?:^|\/)smonitor\/register$|\/dist\/src\/setup\/register\.js$/.test(module)
  })
}
