import { alphanumerics } from './charset.ts'
import { oneOf, prefixed, type Finder } from './finder.ts'

const PLAIN = alphanumerics()
const WORD = alphanumerics('_')
const DASHED = alphanumerics('_-')

// Most texts have none of these, and are looked through once and not a dozen times.
const LIKELY =
  /A[A-Z]{3}|gh[pousr]_|github_pat_|gl[a-z]{2,4}-|xox[a-z]-|xapp-|hooks\.slack|[srp]k_|whsec_|sk-|AIza|ya29|GOCSPX|npm_|pypi-|SG\./

/** Finds keys of services by the prefixes that their makers gave them so that they can be found. */
export const VENDOR_KEYS: Finder = oneOf('secrets.vendor', LIKELY, [
  prefixed('secrets.aws', /\b(?:AKIA|ASIA|ABIA|ACCA|AGPA|AIDA|AROA)/g, PLAIN, 16),
  prefixed('secrets.github', /gh[pousr]_/g, PLAIN, 20),
  prefixed('secrets.github', /github_pat_/g, WORD, 20),
  prefixed('secrets.gitlab', /gl(?:pat|ptt|dt|rt|cbt|ft|soat)-/g, DASHED, 16),
  prefixed('secrets.slack', /xox[a-z]-|xapp-/g, DASHED, 10),
  prefixed('secrets.slack', /hooks\.slack\.com\/(?:services|workflows)\//g, alphanumerics('_-/'), 10),
  prefixed('secrets.stripe', /(?:sk|rk|pk)_(?:live|test)_|whsec_/g, alphanumerics('+/='), 10),
  prefixed('secrets.sk', /\bsk-/g, DASHED, 20),
  prefixed('secrets.google', /AIza|ya29\.|GOCSPX-/g, alphanumerics('_-.'), 20),
  prefixed('secrets.npm', /\bnpm_/g, PLAIN, 30),
  prefixed('secrets.pypi', /pypi-/g, DASHED, 30),
  prefixed('secrets.sendgrid', /\bSG\./g, alphanumerics('_-.'), 32),
])
