/** Opens the browser's file picker for .torrent files; none where the user closes it again. */
export function pickTorrentFiles(document: Document): Promise<File[]> {
  const picker = document.createElement('input');
  picker.type = 'file';
  picker.multiple = true;
  picker.accept = '.torrent,application/x-bittorrent';
  return new Promise((resolve) => {
    picker.addEventListener('change', () => resolve([...(picker.files ?? [])]));
    picker.addEventListener('cancel', () => resolve([]));
    picker.click();
  });
}
