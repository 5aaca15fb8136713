/**
 * The guide to the API is true: each of its examples is run as it stands there, one after the other, against
 * a server. Lines that say where the server is, what the token is and which download it is about are put
 * right first. `# Answers 404` in an example says what it expects; all others succeed.
 */
import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { STATUS_CODES } from 'node:http';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildTorrent } from '../../server/src/engine/testing/torrent-builder.ts';
import { PROBLEM_CATALOGUE } from '../../server/src/openapi/problem-catalogue.ts';
import { tokenFor } from '../support/credentials.ts';
import { describeWith } from '../support/describe-with.ts';
import { startFakeApp, type FakeApp } from '../support/fake-app.ts';

const run = promisify(execFile);

const GUIDE = join(import.meta.dirname, '../../docs/api.md');
const guide = await readFile(GUIDE, 'utf8');
const examples = [...guide.matchAll(/^```sh\n(.*?)^```/gms)].map((match) => match[1]!);
const torrent = buildTorrent({ name: 'sample', trackers: [['http://tracker.invalid/announce']] });

/** Keeps the headers of each answer, and ends what would go on for ever. */
const CURL = `curl() {
  local limit=()
  for argument; do if [ "$argument" = -N ]; then limit=(--max-time 1); fi; done
  command curl -sS "\${limit[@]}" -D "$HEADERS/$(date +%s%N)" "$@" || {
    local status=$?
    if [ $status = 28 ] && [ \${#limit[@]} -gt 0 ]; then return 0; fi
    return $status
  }
}
`;

describeWith(['curl'], 'the examples of the guide', () => {
  let server: FakeApp;
  let variables: Record<string, string>;

  beforeAll(async () => {
    server = await startFakeApp();
    await writeFile(join(server.directory, 'sample.torrent'), torrent.bytes);
    variables = {
      SHOAL: server.url,
      TOKEN: await tokenFor(server.url),
      ID: torrent.metainfo.id,
      FOLDER: join(server.directory, 'downloads/films'),
    };
  });
  afterAll(() => server.close());

  it.each(examples.map((example, index) => [firstCall(example), index] as const))(
    '%s (%i)',
    async (_name, index) => {
      server.engine.advance();
      const example = examples[index]!;
      expect(await statusesOf(example, index)).toMatch(expectedStatuses(example));
    },
  );

  async function statusesOf(example: string, index: number): Promise<string> {
    const headers = join(server.directory, `headers-${index}`);
    await mkdir(headers);
    const script = example.replaceAll(
      /^([A-Z]+)=(?!\$\().*$/gm,
      (_line, name: string) => `${name}='${variables[name]}'`,
    );
    await run('bash', ['-euo', 'pipefail', '-c', CURL + script], {
      cwd: server.directory,
      env: { ...process.env, ...variables, HEADERS: headers },
    });
    const answers = (await readdir(headers)).toSorted().map(async (name) => {
      const text = await readFile(join(headers, name), 'utf8');
      return [...text.matchAll(/^HTTP\/\S+ (\d+)/gm)].at(-1)![1]!;
    });
    return (await Promise.all(answers)).join(' ');
  }
});

/** Its name in the report. */
function firstCall(example: string): string {
  return (/\$SHOAL(\/[^\s"]*)/.exec(example)?.[1] ?? 'the variables').replace('$ID', '<id>');
}

function expectedStatuses(example: string): RegExp {
  const told = /^# Answers (.*)$/m.exec(example)?.[1];
  const calls = [...example.matchAll(/\bcurl /g)].map(() => String.raw`2\d\d`);
  return new RegExp(`^${told ?? calls.join(' ')}$`);
}

describe('the list of codes in the guide', () => {
  it('is the catalogue (`npx vitest run --project e2e test/e2e/api-guide.spec.ts -u` writes it)', async () => {
    const updated = guide.replace(
      /(<!-- codes: begin.*-->\n).*(<!-- codes: end -->)/s,
      (_match, begin: string, end: string) => `${begin}\n${codeList()}\n${end}`,
    );
    await expect(updated).toMatchFileSnapshot(GUIDE);
  });
});

function codeList(): string {
  const entries = Object.entries(PROBLEM_CATALOGUE);
  const byStatus = Map.groupBy(entries, ([, { status }]) => status);
  const chapters = [...byStatus].toSorted(([a], [b]) => a - b);
  return chapters
    .map(([status, codes]) => {
      const lines = codes.map(([code, { meaning }]) => `- \`${code}\`: ${meaning}\n`);
      return `**${status} ${STATUS_CODES[status]}**\n\n${lines.join('')}`;
    })
    .join('\n');
}
