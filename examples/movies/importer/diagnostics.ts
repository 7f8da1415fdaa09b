import { defineCatalog } from 'smonitor'

/** Everything that can be wrong with a film, in words for whoever looks. */
export const diagnostics = defineCatalog({
  name: 'movies-importer',
  version: '1.0.0',
  docs: 'https://movies.example/diagnostics/{code}',
  codes: {
    'MOV-E001': {
      level: 'error',
      title: 'Film without a title',
      message: 'The film in row {row} has no title and was left out.',
      hint: 'Add its title in row {row}, then import again.',
      audience: {
        dev: { hint: 'The field "Title" is null; importFilm() rejects the row.' },
        agent: { hint: 'set_title row={row}' },
      },
    },
    'MOV-W010': {
      level: 'warn',
      title: 'Title is a number',
      message: 'The title {title} is a number, not text; it was read as "{title}".',
      hint: 'Put the title in quotes.',
      audience: {
        dev: { hint: 'JSON has {title} as a number: the exporter that wrote the file drops quotes.' },
        agent: { hint: 'quote_title row={row}' },
      },
    },
    'MOV-W011': {
      level: 'warn',
      title: 'Title with damaged letters',
      message: 'The title "{title}" has damaged letters.',
      hint: 'It is probably "{repaired}". Correct it, or export the file again as UTF-8.',
      audience: {
        dev: { hint: 'Latin-1 bytes were read as Mac Roman; "{repaired}" is what they were.' },
        agent: { hint: 'replace_title row={row} with={repaired:json}' },
      },
    },
    'MOV-W020': {
      level: 'warn',
      title: 'Release in the future',
      message: '"{title}" has the release date {date}, which is in the future.',
      hint: 'It is probably from {guess}: correct the year.',
      audience: {
        dev: {
          hint: 'A two-digit year was read into the wrong century; {guess} is a hundred years earlier.',
        },
        agent: { hint: 'set_release_year row={row} year={guess}' },
      },
    },
    'MOV-W030': {
      level: 'warn',
      title: 'Box office missing',
      message: '"{title}" has no box office figures.',
      hint: 'Add them, or leave the film out of every sum.',
    },
    'MOV-W031': {
      level: 'warn',
      title: 'Box office of zero',
      message: '"{title}" is said to have earned nothing in the whole world.',
      hint: 'If the figure is not known, leave it empty: a zero counts in every average.',
    },
    'MOV-W032': {
      level: 'warn',
      title: 'DVD sales above the box office',
      message: '"{title}" sold DVDs for {dvd} in the US, and took {gross} at box offices in the whole world.',
      hint: 'Check both figures; one of them may lack digits.',
    },
    'MOV-W033': {
      level: 'warn',
      title: 'Budget missing',
      message: '"{title}" has no production budget.',
      hint: 'Add it, or leave the film out of every comparison of cost and income.',
    },
    'MOV-W034': {
      level: 'warn',
      title: 'Budget hardly possible',
      message: '"{title}" is said to have cost {budget} to make.',
      hint: 'Check whether the figure is in thousands or millions of dollars.',
    },
    'MOV-W040': {
      level: 'warn',
      title: 'Rating not known',
      message: '"{title}" has the rating "{rating}", which does not exist.',
      hint: 'Use one of {known}.',
    },
    'MOV-W041': {
      level: 'warn',
      title: 'Critics and audience contradict',
      message: 'Critics give "{title}" {critics} of 100, its audience {audience} of 10.',
      hint: 'One of the two figures may belong to another film of this name.',
    },
    'MOV-I050': {
      level: 'info',
      title: 'Rating missing',
      message: '"{title}" has no MPAA rating.',
      hint: 'Add one if the films are to be filtered by age.',
    },
    'MOV-I051': {
      level: 'info',
      title: 'Running time missing',
      message: '"{title}" has no running time.',
      hint: 'Add it if the films are to be scheduled.',
    },
    'MOV-I052': {
      level: 'info',
      title: 'Director missing',
      message: '"{title}" has no director.',
      hint: 'Add the director if the films are to be searched by name.',
    },
  },
})
