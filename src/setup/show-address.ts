/** Shows an address without what must not be shown: user information, in which `@` may stand, and what follows `?`. */
export function showAddress(address: string): string {
  return address.replace(/\/\/[^/?#]*@/, '//').replace(/[?#].*$/, '')
}
