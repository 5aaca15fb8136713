import { describe, expect, it } from 'vitest';
import { maskDetails, maskSecrets } from './secret-masking.ts';

const PASSKEY = '0123456789abcdef0123456789abcdef';

describe('maskSecrets', () => {
  it.each([
    [`https://t.example/${PASSKEY}/announce`, 'https://t.example/***/announce'],
    [
      `http://t.example:2710/a/${PASSKEY}/announce?x=1`,
      'http://t.example:2710/a/***/announce?x=***',
    ],
    [
      `http://t.example/announce.php?passkey=${PASSKEY}`,
      'http://t.example/announce.php?passkey=***',
    ],
    ['http://t.example/ann?uk=aB3dE', 'http://t.example/ann?uk=***'],
    ['udp://t.example:6969/Zx81qQp0Lm/announce', 'udp://t.example:6969/***/announce'],
    ['https://me:hunter2@t.example/announce', 'https://***@t.example/announce'],
    ['see http://127.0.0.1:8080/setup#code=abc-def', 'see http://127.0.0.1:8080/setup#code=***'],
    ['with shoal_Qw8-_xxxxxxxxxxxxxxxxxxxx.', 'with shoal_***.'],
    ['Authorization: Bearer abc.def', 'Authorization: Bearer ***'],
    ['Cookie: a=1; shoal-session-8080=s3cret; b=2', 'Cookie: a=1; shoal-session-8080=***; b=2'],
    [
      `magnet:?xt=urn:btih:${'a'.repeat(40)}&dn=A%20b&tr=http%3A%2F%2Ft.example%2F${PASSKEY}%2Fannounce&tr.1=udp://t.example/x`,
      `magnet:?xt=urn:btih:${'a'.repeat(40)}&dn=A%20b&tr=***&tr.1=***`,
    ],
    ['{"password":"hunter2","user":"a"}', '{"password":"***","user":"a"}'],
  ])('takes the secret out of %s', (text, masked) => {
    expect(maskSecrets(text)).toBe(masked);
  });

  it.each([
    'udp://tracker.example:1337/announce',
    'http://tracker.example/announce?info_hash=%01&port=51413&left=0',
    'GET /api/downloads/0123456789abcdef0123456789abcdef01234567',
    'download not restored',
  ])('leaves %s as it is', (text) => {
    expect(maskSecrets(text)).toBe(text);
  });
});

describe('maskDetails', () => {
  it('masks by the name of a detail and by what it says, and leaves numbers', () => {
    const id = '0123456789abcdef0123456789abcdef01234567';
    const details = { id, count: 3, apiToken: 'x', url: `http://t.example/${PASSKEY}/announce` };
    expect(maskDetails(details)).toEqual({
      id,
      count: 3,
      apiToken: '***',
      url: 'http://t.example/***/announce',
    });
  });
});
