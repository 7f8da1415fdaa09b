/** A film as `movies.json` of the npm package vega-datasets has it. */
export interface RawFilm {
  readonly Title: string | number | null
  readonly 'US Gross': number | null
  readonly 'Worldwide Gross': number | null
  readonly 'US DVD Sales': number | null
  readonly 'Production Budget': number | null
  /** Such as `Jun 12 1998`. */
  readonly 'Release Date': string
  readonly 'MPAA Rating': string | null
  readonly 'Running Time min': number | null
  readonly Director: string | null
  /** 0 to 100. */
  readonly 'Rotten Tomatoes Rating': number | null
  /** 0 to 10. */
  readonly 'IMDB Rating': number | null
}

/** A film that was imported. */
export interface Film {
  readonly title: string
  readonly released: Date
  /** In US dollars. */
  readonly worldwideGross: number | undefined
}
