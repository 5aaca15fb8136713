/** Gives the browser a file to save, as from a link with `download`. */
export function saveFile(content: Blob, name: string): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser holds the content once the save has begun.
  setTimeout(() => URL.revokeObjectURL(url));
}
