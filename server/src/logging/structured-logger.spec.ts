import { describe, expect, it } from 'vitest';
import { StructuredLogger } from './structured-logger.ts';

function logged(level: 'debug' | 'warn', act: (logger: StructuredLogger) => void): string[] {
  const lines: string[] = [];
  act(new StructuredLogger(level, (line) => lines.push(line)));
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
});
