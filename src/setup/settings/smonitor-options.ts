import type { SmonitorConfig } from './smonitor-config.ts'

/** What `startSmonitor` takes: every setting. What is left out is as the environment or the config file has it. */
export interface SmonitorOptions extends SmonitorConfig {
  /**
   * The config file, or the folder that it is in; `false` looks for none. It is looked for from the folder that the
   * program is started in, up to the root of its repository. A program that is started in other people's folders,
   * such as a command line tool, says `false`: a config file may be code, and it is run.
   *
   * @default SMONITOR_CONFIG, else what is found
   */
  readonly configPath?: string | false
}
