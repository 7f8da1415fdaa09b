import { join } from 'node:path'
import { MANIFEST_FILE, type BundleManifest } from '../manifest.ts'
import type { BundleForm } from './bundle-form.ts'
import { composeArchive } from './compose-archive.ts'
import { composeDocument } from './compose-document.ts'
import { composeLines } from './compose-lines.ts'
import { PART_FILES } from './part-files.ts'

/**
 * Makes of a finished folder what the form wants, within that folder, whose owner deletes it.
 *
 * @param name - What the bundle is called.
 * @returns The path of what is to be put in its place: the folder itself, or a file in it.
 * @throws Error of `node:fs`
 */
export function composeForm(
  form: BundleForm,
  folder: string,
  manifest: BundleManifest,
  name: string,
): string {
  if (form === 'folder') return folder
  const file = join(folder, 'composed.tmp')
  const parts = PART_FILES.filter((part) => manifest.files[part] !== undefined)
  if (form === 'json') composeDocument(file, folder, manifest, parts)
  else if (form === 'jsonl') composeLines(file, folder, manifest, parts)
  else
    composeArchive(file, folder, {
      name,
      files: [MANIFEST_FILE, ...Object.keys(manifest.files)],
      time: manifest.generated_at,
    })
  return file
}
