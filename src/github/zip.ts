import { unzipSync } from 'fflate';
import { tooLarge } from './client.js';
import { GitHubError } from './github-error.js';

/** How much of an artefact is taken in: whoever can upload one could fill a disk with it. */
export interface ZipLimits {
  readonly zipBytes: number;
  /** Of all files together, unpacked. */
  readonly fileBytes: number;
  readonly files: number;
}

/** Unpacks an archive into memory; its paths are names and lead nowhere on a disk. */
export function unzip(
  archive: Uint8Array,
  { fileBytes, files }: ZipLimits,
  doing: string,
): ReadonlyMap<string, Uint8Array> {
  let count = 0;
  let size = 0;
  try {
    const unpacked = unzipSync(archive, {
      // What an entry says of its size is what is allocated for it, so this is asked before anything is unpacked. One
      // that is only stored gets what it says of its packed size, and many entries can share the same bytes.
      filter: ({ originalSize, size: packedSize }) => {
        count += 1;
        size += Math.max(originalSize, packedSize);
        if (count > files || size > fileBytes) throw tooLarge(doing, fileBytes);
        return true;
      },
    });
    return new Map(Object.entries(unpacked));
  } catch (cause) {
    if (cause instanceof GitHubError) throw cause;
    throw new GitHubError(
      'unreadable',
      `What GitHub sent in answer to our attempt to ${doing} is no zip archive that can be read.`,
      'Run the workflow again that made it.',
      { cause },
    );
  }
}
