/** What is written on the keys that `Command.keys` names. */

const CAPS: Readonly<Record<string, string>> = {
  Ctrl: $localize`:key:Ctrl`,
  Alt: $localize`:key:Alt`,
  Shift: $localize`:key:Shift`,
  Delete: $localize`:key:Del`,
  Escape: $localize`:key:Esc`,
  Enter: $localize`:key:Enter`,
  Home: $localize`:key:Home`,
  End: $localize`:key:End`,
  PageUp: $localize`:key:PgUp`,
  PageDown: $localize`:key:PgDn`,
  Space: $localize`:key:Space`,
  Tab: $localize`:key:Tab`,
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
};
const MAC_CAPS: Readonly<Record<string, string>> = { Ctrl: '⌘', Alt: '⌥', Shift: '⇧' };

/** `g s` is two chords of a key each, `Ctrl+k` one of two keys. */
export function keyChords(keys: string, onMac: boolean): string[][] {
  return keys.split(' ').map((chord) =>
    // A plus sign may be the key itself.
    chord.split(/\+(?=.)/).map((key) => (onMac && MAC_CAPS[key]) || CAPS[key] || key.toUpperCase()),
  );
}

export function isMac(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.userAgent);
}
