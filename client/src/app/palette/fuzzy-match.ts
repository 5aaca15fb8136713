/**
 * How well a text answers what somebody typed. Each word must be in it: as it stands, best at the start of a word, or else
 * with its letters in that order, not too far apart. Pure, and cheap enough to ask of fifty thousand names at each key.
 */

/** Of a word that stands in the text as it was typed; more is added for where. */
const WHOLE = 100;
const AT_WORD_START = 40;
const AT_TEXT_START = 30;
/** Letters with gaps between them: at most this, less for each letter that is skipped. */
const SCATTERED = 60;
const MOST_SKIPPED_PER_LETTER = 4;
/** Among equals, the shorter text is the nearer one. */
const PER_LETTER_OF_TEXT = 0.05;

/** What was typed, made ready for many texts. */
export function searchWords(typed: string): string[] {
  return typed.toLowerCase().split(/\s+/).filter(Boolean);
}

/** 0 where the text does not match; `text` is in lower case. */
export function matchScore(words: readonly string[], text: string): number {
  let sum = 0;
  for (const word of words) {
    const score = wordScore(word, text);
    if (score === 0) return 0;
    sum += score;
  }
  return Math.max(1, sum - text.length * PER_LETTER_OF_TEXT);
}

function wordScore(word: string, text: string): number {
  const place = placeOf(word, text);
  if (place < 0) return scatteredScore(word, text);
  if (place === 0) return WHOLE + AT_WORD_START + AT_TEXT_START;
  return isWordStart(text, place) ? WHOLE + AT_WORD_START : WHOLE;
}

/** The first place at the start of a word, or else the first at all. */
function placeOf(word: string, text: string): number {
  const first = text.indexOf(word);
  for (let place = first; place >= 0; place = text.indexOf(word, place + 1)) {
    if (isWordStart(text, place)) return place;
  }
  return first;
}

function isWordStart(text: string, place: number): boolean {
  return place === 0 || !/[\p{L}\p{N}]/u.test(text.charAt(place - 1));
}

function scatteredScore(word: string, text: string): number {
  if (word.length < 2) return 0;
  let place = text.indexOf(word.charAt(0));
  const start = place;
  for (let letter = 1; letter < word.length && place >= 0; letter += 1) {
    place = text.indexOf(word.charAt(letter), place + 1);
  }
  if (place < 0) return 0;
  const skipped = place - start + 1 - word.length;
  if (skipped > word.length * MOST_SKIPPED_PER_LETTER) return 0;
  return Math.max(1, SCATTERED - skipped);
}

export interface Piece {
  text: string;
  isMatch: boolean;
}

/** The text in pieces, with what was typed told apart. */
export function markMatches(words: readonly string[], text: string): Piece[] {
  const lower = text.toLowerCase();
  const isMarked = Array.from({ length: text.length }, () => false);
  // Letters whose lower case is longer would put the marks at wrong places.
  if (lower.length === text.length) {
    for (const word of words) for (const place of placesOf(word, lower)) isMarked[place] = true;
  }
  const pieces: Piece[] = [];
  for (const [place, isMatch] of isMarked.entries()) {
    const last = pieces.at(-1);
    if (last?.isMatch === isMatch) last.text += text.charAt(place);
    else pieces.push({ text: text.charAt(place), isMatch });
  }
  return pieces;
}

function placesOf(word: string, text: string): number[] {
  const whole = placeOf(word, text);
  if (whole >= 0) return Array.from(word, (_, letter) => whole + letter);
  const places: number[] = [];
  let place = -1;
  for (const letter of word) {
    place = text.indexOf(letter, place + 1);
    if (place < 0) return [];
    places.push(place);
  }
  return places;
}
