/** What users and programs do, by the names that the audit log has for it. */
const ACTION_WORDS: Readonly<Record<string, string>> = {
  authSetUp: $localize`:action:Made the first account`,
  authLogIn: $localize`:action:Signed in`,
  authLogOut: $localize`:action:Signed out`,
  authChangePassword: $localize`:action:Changed the password`,
  sessionEnd: $localize`:action:Signed a browser out`,
  sessionEndOthers: $localize`:action:Signed all other browsers out`,
  apiTokenCreate: $localize`:action:Made an API token`,
  apiTokenDelete: $localize`:action:Revoked an API token`,
  torrentUpload: $localize`:action:Handed over a torrent`,
  torrentRemove: $localize`:action:Dropped a torrent that was not started`,
  downloadStart: $localize`:action:Added a torrent`,
  downloadActOnMany: $localize`:action:Acted on several torrents`,
  downloadMoveInQueue: $localize`:action:Changed the queue`,
  downloadPause: $localize`:action:Paused`,
  downloadResume: $localize`:action:Resumed`,
  downloadCancel: $localize`:action:Cancelled`,
  downloadUpdate: $localize`:action:Changed a torrent`,
  downloadMove: $localize`:action:Moved files`,
  downloadCancelMove: $localize`:action:Turned a move round`,
  downloadRemove: $localize`:action:Removed a torrent`,
  downloadRecheck: $localize`:action:Checked files`,
  downloadReannounce: $localize`:action:Asked trackers for peers`,
  downloadRenameFile: $localize`:action:Renamed a file`,
  trackerReplace: $localize`:action:Replaced the trackers`,
  trackerAdd: $localize`:action:Added trackers`,
  trackerEdit: $localize`:action:Changed a tracker`,
  trackerRemove: $localize`:action:Removed a tracker`,
  trackerAnnounce: $localize`:action:Asked a tracker`,
  trackerHostReplace: $localize`:action:Replaced text in trackers`,
  peerAdd: $localize`:action:Added a peer`,
  banAdd: $localize`:action:Banned an address`,
  banLift: $localize`:action:Lifted a ban`,
  labelPutTag: $localize`:action:Made or renamed a tag`,
  labelDeleteTag: $localize`:action:Deleted a tag`,
  labelPutCategory: $localize`:action:Made or changed a category`,
  labelDeleteCategory: $localize`:action:Deleted a category`,
  settingsChange: $localize`:action:Changed settings`,
  preferenceChange: $localize`:action:Changed their own choices`,
  diagnosticsRun: $localize`:action:Ran the checks`,
};

/** Those that can be asked for, by their words. */
export const ACTIONS = Object.entries(ACTION_WORDS)
  .map(([action, word]) => ({ action, word }))
  .toSorted((one, other) => one.word.localeCompare(other.word));

/** The name itself where there are no words for it yet. */
export function actionWords(action: string): string {
  return ACTION_WORDS[action] ?? action;
}
