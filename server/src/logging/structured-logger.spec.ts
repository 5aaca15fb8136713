import { describe, expect, it } from 'vitest';
import { RecentLog } from './recent-log.ts';
import { StructuredLogger } from './structured-logger.ts';

function logged(level: 'debug' | 'warn', act: (logger: StructuredLogger) => void): string[] {
  const lines: string[] = [];
  act(new StructuredLogger(level, { write: (line) => lines.push(line) }));
  return lines;
}

describe('StructuredLogger', () => {
  it('writes time, level, message and fields', () => {
    const [line] = logged('debug', (logger) => logger.info('started', { port: 8080 }));
    expect(line).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z info  started port=8080\n$/);
  });

  it('leaves out what is below its level', () => {
    expect(logged('warn', (logger) => logger.info('quiet'))).toEqual([]);
  });

  it('keeps a hostile value on its own line', () => {
    const [line] = logged('debug', (logger) =>
      logger.warn('odd\nname', { name: 'a\n2026 error "x"' }),
    );
    expect(line?.match(/\n/g)).toHaveLength(1);
    expect(line).toContain(String.raw`name="a\n2026 error \"x\""`);
  });

  it('masks secrets before they are written or kept', () => {
    const lines: string[] = [];
    const recent = new RecentLog();
    const logger = new StructuredLogger('info', { write: (line) => lines.push(line), recent });
    const url = 'https://tracker.example/0123456789abcdef0123456789abcdef/announce';
    logger.warn(`announce to ${url} failed`, { url });
    const [entry] = recent.find({ level: 'debug', since: 0, search: '', limit: 1 });
    expect(lines[0]).toContain('announce to https://tracker.example/***/announce failed');
    expect(lines[0] + JSON.stringify(entry)).not.toContain('0123456789abcdef');
    expect(entry?.details).toEqual({ url: 'https://tracker.example/***/announce' });
  });

  it('writes an object a line where it is told to', () => {
    const lines: string[] = [];
    const logger = new StructuredLogger('info', {
      format: 'json',
      write: (line) => lines.push(line),
    });
    logger.error('it\nfailed', { port: 8080, name: 'a "b"' });
    expect(lines[0]).toMatch(/^[^\n]*\n$/);
    expect(JSON.parse(lines[0]!)).toMatchObject({
      level: 'error',
      message: 'it\nfailed',
      details: { port: 8080, name: 'a "b"' },
    });
  });
});
