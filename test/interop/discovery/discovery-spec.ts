/** What the files of this folder share: the programs that they need, and one content for all of their scenes. */
import { afterAll, beforeAll } from 'vitest';
import { describeUnless } from '../../support/describe-with.ts';
import { makeTorrent, singleFile, type TorrentFixture } from '../../support/fixtures.ts';
import { missingPrograms } from '../../support/programs.ts';
import { TempFolder } from '../../support/temp-folder.ts';
import { missingForNetworks } from './network-lab.ts';

const CONTENT_BYTES = 2 * 1024 * 1024;
const PIECE_LENGTH = 64 * 1024;

/** Call it as `describe`; the tests get a torrent without trackers once they run. */
export function describeDiscovery(
  name: string,
  tests: (torrent: () => TorrentFixture) => void,
): void {
  const missing = missingPrograms(['libtorrent', 'ip']) ?? missingForNetworks();
  describeUnless(missing, name, () => {
    const resources = new AsyncDisposableStack();
    let made: TorrentFixture | null = null;
    beforeAll(async () => {
      const folder = resources.use(await TempFolder.create('discovery-content'));
      made = await makeTorrent({
        content: await singleFile(CONTENT_BYTES)(await folder.folder('content')),
        torrent: folder.join('content.torrent'),
        pieceLength: PIECE_LENGTH,
      });
    });
    afterAll(() => resources.disposeAsync());
    tests(() => {
      if (made === null) throw new Error('The content is not made yet.');
      return made;
    });
  });
}
