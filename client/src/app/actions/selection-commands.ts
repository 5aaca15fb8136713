/** What can be done to the selection, as commands: by key, and from the palette. */
import { inject } from '@angular/core';
import { LiveSync } from '../live/live-sync';
import { type Action, isAllowed } from '../torrents/action-rules';
import { DownloadActions } from '../torrents/download-actions';
import { type Command, useCommands } from '../ui/commands';

/** Registers them for as long as what is being made here lives; `targets` are the downloads that are meant. */
export function useSelectionCommands(targets: () => Iterable<string>): void {
  const actions = inject(DownloadActions);
  const sync = inject(LiveSync);
  const hasTargets = () => sync.isLive() && !isEmpty(targets());
  const isAllowedForSome = (...wanted: readonly Action[]) =>
    hasTargets() &&
    actions.rows(targets()).some((row) => wanted.some((action) => isAllowed(action, row)));

  const command = (
    id: string,
    title: string,
    run: (ids: string[]) => unknown,
    more: Partial<Pick<Command, 'keys' | 'isEnabled'>> = {},
  ): Command => ({
    id,
    group: 'selection',
    title,
    isEnabled: hasTargets,
    run: () => void run([...targets()]),
    ...more,
  });

  useCommands(
    command(
      'pause-selection',
      $localize`Pause or resume the selection`,
      (ids) => actions.togglePause(ids),
      { keys: ['p'], isEnabled: () => isAllowedForSome('pause', 'resume') },
    ),
    command(
      'force-start',
      $localize`Force start, or take its turn`,
      (ids) => actions.toggleForceStart(ids),
      {
        keys: ['f'],
      },
    ),
    command(
      'cancel-selection',
      $localize`Cancel, keep in list`,
      (ids) => actions.run('cancel', ids),
      {
        isEnabled: () => isAllowedForSome('cancel'),
      },
    ),
    command('recheck', $localize`Check data again`, (ids) => actions.run('recheck', ids), {
      keys: ['r'],
      isEnabled: () => isAllowedForSome('recheck'),
    }),
    command('reannounce', $localize`Ask for peers now`, (ids) => actions.run('reannounce', ids), {
      keys: ['n'],
      isEnabled: () => isAllowedForSome('reannounce'),
    }),
    command('queue-top', $localize`To the top of the queue`, (ids) =>
      actions.moveInQueue(ids, 'top'),
    ),
    command('queue-up', $localize`Up in the queue`, (ids) => actions.moveInQueue(ids, 'up')),
    command('queue-down', $localize`Down in the queue`, (ids) => actions.moveInQueue(ids, 'down')),
    command('queue-bottom', $localize`To the bottom of the queue`, (ids) =>
      actions.moveInQueue(ids, 'bottom'),
    ),
    command('toggle-sequential', $localize`Download in order, or not`, (ids) =>
      actions.toggleOption(ids, 'sequential'),
    ),
    command('toggle-first-last', $localize`First and last pieces first, or not`, (ids) =>
      actions.toggleOption(ids, 'firstLastPieces'),
    ),
    command('edit-category', $localize`Choose the category`, (ids) => actions.editCategory(ids), {
      keys: ['c'],
    }),
    command('edit-tags', $localize`Choose tags`, (ids) => actions.editTags(ids), { keys: ['t'] }),
    command('edit-limits', $localize`Limit the rates`, (ids) => actions.editLimits(ids), {
      keys: ['l'],
    }),
    command('move-files', $localize`Move the files`, (ids) => actions.move(ids), { keys: ['m'] }),
    command('rename', $localize`Rename`, ([id]) => id !== undefined && actions.rename(id), {
      keys: ['F2'],
    }),
    command('copy-magnet', $localize`Copy magnet links`, (ids) => actions.copy('magnet', ids)),
    command('copy-hash', $localize`Copy info hashes`, (ids) => actions.copy('hash', ids)),
    command('save-torrent', $localize`Save the .torrent file`, ([id]) =>
      id !== undefined ? actions.saveTorrent(id) : undefined,
    ),
    command('remove-selection', $localize`Remove the selection`, (ids) => actions.remove(ids), {
      keys: ['Delete'],
    }),
    command(
      'remove-with-data',
      $localize`Remove the selection with its data`,
      (ids) => actions.remove(ids, { deleteData: true }),
      { keys: ['Shift+Delete'] },
    ),
    command(
      'replace-trackers',
      $localize`Find and replace in trackers`,
      (ids) => actions.replaceTrackers(ids),
      {
        isEnabled: () => sync.isLive(),
      },
    ),
    {
      id: 'undo-removal',
      group: 'torrents',
      title: $localize`Undo the removal`,
      keys: ['z'],
      isEnabled: () => actions.canUndo(),
      run: () => actions.undo(),
    },
  );
}

function isEmpty(ids: Iterable<string>): boolean {
  for (const _ of ids) return false;
  return true;
}
