import { describe, expect, it } from 'vitest';
import { passwordFault, usernameFault } from './account-rules.ts';

describe('usernameFault', () => {
  it.each(['anna', 'Anna.Berg', 'a', 'x@example.org', '\u00e9mile', '0day'])('takes %s', (name) => {
    expect(usernameFault(name)).toBeNull();
  });

  it.each(['', ' ', 'anna berg', '-x', 'a\nb', 'a\u200bb', '<b>', 'a/b', 'a'.repeat(65)])(
    'refuses "%s"',
    (name) => expect(usernameFault(name)).not.toBeNull(),
  );
});

describe('passwordFault', () => {
  it.each(['correct horse', 'x7#pQ2!mvB', '\u{1f600}'.repeat(3) + 'abcdefg'])(
    'takes %s',
    (text) => {
      expect(passwordFault(text, 'anna')).toBeNull();
    },
  );

  it.each([
    '',
    'ninechars',
    'adminadmin',
    'AdminAdmin',
    'aaaaaaaaaaaa',
    'abababababab',
    '1234567890',
    'anna.bergmann',
    'x'.repeat(300),
  ])('refuses "%s"', (text) => {
    expect(passwordFault(text, 'Anna.Bergmann')).not.toBeNull();
  });
});
