import { beforeEach, describe, expect, it } from 'vitest';
import type { TorrentProgress } from '@shared/events/stream.js';
import type { PublishedFact } from '../facts/fact-stream.service.ts';
import { RateBoard } from './rate-board.ts';
import type { StreamCarrier, StreamMessage } from './stream-carrier.ts';
import { StreamReader, type StreamSource } from './stream-reader.ts';

const KIBIBYTE = 1024;

/** A line that sends nothing by itself. */
class Line implements StreamCarrier {
  readonly given: StreamMessage[] = [];
  #unsent: (() => void)[] = [];
  write(message: StreamMessage, onSent: () => void): void {
    this.given.push(message);
    this.#unsent.push(onSent);
  }
  /** All that was given so far is sent. */
  flush(): void {
    for (const onSent of this.#unsent.splice(0)) onSent();
  }
  get bytes(): number {
    return this.given.reduce((sum, { json }) => sum + json.length, 0);
  }
  get names(): string[] {
    return this.given.map(({ name }) => name);
  }
}

let line: Line;
let rates: RateBoard;
let torrents: RateBoard<TorrentProgress>;
let facts: Map<number, PublishedFact>;
let sequence: number;
let stats: string | null;

function source(): StreamSource {
  return {
    get position() {
      return { boot: 'boot', sequence };
    },
    get ratesPlace() {
      return rates.place;
    },
    recentFact: (wanted) => facts.get(wanted),
    ratesAfter: (place) => rates.framesAfter(place),
    torrentsAfter: (place) => torrents.framesAfter(place),
    statsAt: () => stats,
  };
}

function connect(wants: (name: string) => boolean = () => true): StreamReader {
  const start = { sequence, rates: rates.place };
  return new StreamReader({ carrier: line, source: source(), start, wants });
}

function publish(bytes = 100): void {
  const json = `{"sequence":${++sequence},"text":"${'x'.repeat(bytes)}"}`;
  facts.set(sequence, { name: 'session:notice', payload: {}, json } as never);
}

const heardSequences = (): number[] =>
  line.given
    .filter(({ name }) => name === 'session:notice')
    .map(({ json }) => (JSON.parse(json) as { sequence: number }).sequence);

beforeEach(() => {
  line = new Line();
  rates = new RateBoard();
  torrents = new RateBoard();
  facts = new Map();
  sequence = 0;
  stats = null;
});

describe('StreamReader', () => {
  it('is told every fact once, in order, however slow it reads', () => {
    const reader = connect();
    for (let count = 0; count < 1_000; count++) {
      publish(KIBIBYTE);
      reader.tellFacts();
      if (count % 300 === 299) line.flush();
    }
    for (let round = 0; round < 10; round++) line.flush();
    expect(heardSequences()).toEqual(Array.from({ length: 1_000 }, (_, index) => index + 1));
  });

  it('is given no more than it could hold while it reads nothing', () => {
    const reader = connect();
    for (let count = 0; count < 5_000; count++) {
      publish(KIBIBYTE);
      reader.tellFacts();
      rates.take([{ id: 'a', peers: count }]);
      reader.tellRates();
    }
    expect(line.bytes).toBeLessThan(260 * KIBIBYTE);
  });

  it('is told to reload where the facts that it missed are gone, and hears those that follow', () => {
    const reader = connect();
    for (let count = 0; count < 400; count++) {
      publish(KIBIBYTE);
      reader.tellFacts();
    }
    facts.delete(300);
    line.flush();
    line.flush();
    expect(line.given.at(-1)).toMatchObject({
      name: 'session:reload',
      json: JSON.stringify({ position: { boot: 'boot', sequence: 400 }, ratesPlace: 0 }),
    });
    publish();
    reader.tellFacts();
    expect(heardSequences().at(-1)).toBe(401);
  });

  it('gets the rates of a second only when all before them is sent', () => {
    const reader = connect();
    publish();
    reader.tellFacts();
    rates.take([{ id: 'a', peers: 1 }]);
    reader.tellRates();
    expect(line.names).toEqual(['session:notice']);
    rates.take([{ id: 'a', peers: 2 }]);
    line.flush();
    expect(line.given.at(-1)).toMatchObject({
      name: 'downloads:progress',
      json: '[{"id":"a","peers":2}]',
    });
  });

  it('gets rates that are more than it takes at once one part after the other', () => {
    const reader = connect();
    const changes = Array.from({ length: 10_000 }, (_, index) => ({
      id: String(index).padStart(40, '0'),
      peers: index,
    }));
    rates.take(changes);
    reader.tellRates();
    expect(line.bytes).toBeLessThan(330 * KIBIBYTE);
    for (let round = 0; round < 10; round++) line.flush();
    const told = line.given.flatMap(({ json }) => JSON.parse(json) as { id: string }[]);
    expect(told.map(({ id }) => id)).toEqual(changes.map(({ id }) => id));
  });

  it('hears the sums after the rates, and only where they changed', () => {
    const reader = connect();
    rates.take([{ id: 'a', peers: 1 }]);
    stats = '{"peers":1}';
    reader.tellRates();
    line.flush();
    reader.tellRates();
    expect(line.names).toEqual(['downloads:progress', 'session:stats']);
  });

  it('hears only what it asked for, and knows its place all the same', () => {
    const reader = connect((name) => name === 'downloads:progress');
    publish();
    reader.tellFacts();
    rates.take([{ id: 'a', peers: 1 }]);
    reader.tellRates();
    expect(line.given).toMatchObject([
      { name: 'downloads:progress', place: { sequence: 1, rates: 1 } },
    ]);
  });

  it('takes long details as it can send them, and no more of those that it left', () => {
    const reader = connect();
    let made = 0;
    function* texts(): Iterable<string> {
      for (; made < 1_000; made++) yield 'x'.repeat(KIBIBYTE);
    }
    reader.sendDetails('download:files', texts());
    expect(made).toBeLessThan(260);
    expect(reader.isReadyForDetails).toBe(false);
    line.flush();
    expect(made).toBeGreaterThan(200);
    reader.dropDetails();
    const before = made;
    line.flush();
    expect(made).toBe(before);
    expect(reader.isReadyForDetails).toBe(true);
  });
});
