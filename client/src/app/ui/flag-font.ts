/** Whether this system draws two regional indicators as one flag. Windows does not: it would show the letters once more. */

let answer: boolean | undefined;

/** Asked once: the pair is narrower than its two letters where it is one glyph. */
export function drawsFlags(): boolean {
  return (answer ??= measure());
}

function measure(): boolean {
  const context = document.createElement('canvas').getContext('2d');
  if (!context) return false;
  const [one, other] = ['\u{1F1E9}', '\u{1F1EA}'];
  const apart = context.measureText(one).width + context.measureText(other).width;
  return context.measureText(one + other).width < apart * 0.8;
}
