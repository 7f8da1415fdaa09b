import { finderOf, type Finder } from './finder.ts'

/** Finds keys of services by the prefixes that their makers gave them so that they can be found. */
export const VENDOR_KEYS: readonly Finder[] = [
  finderOf('secrets.aws', /\b(?:AKIA|ASIA|ABIA|ACCA|AGPA|AIDA|AROA)[A-Z0-9]{16}/g),
  finderOf('secrets.github', /gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}/g),
  finderOf('secrets.gitlab', /gl(?:pat|ptt|dt|rt|cbt|ft|soat)-[\w-]{16,}/g),
  finderOf('secrets.slack', /xox[a-z]-[A-Za-z0-9-]{10,}|xapp-[A-Za-z0-9-]{10,}/g),
  finderOf('secrets.slack', /hooks\.slack\.com\/(?:services|workflows)\/[\w/-]{10,}/g),
  finderOf('secrets.stripe', /(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{10,}|whsec_[A-Za-z0-9+/=]{16,}/g),
  finderOf('secrets.sk', /\bsk-[\w-]{20,}/g),
  finderOf('secrets.google', /AIza[\w-]{30,}|ya29\.[\w.-]{20,}|GOCSPX-[\w-]{20,}/g),
  finderOf('secrets.npm', /\bnpm_[A-Za-z0-9]{30,}/g),
  finderOf('secrets.pypi', /pypi-[\w-]{30,}/g),
  finderOf('secrets.sendgrid', /\bSG\.[\w-]{16,}\.[\w-]{16,}/g),
]
