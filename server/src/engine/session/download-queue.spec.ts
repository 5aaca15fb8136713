import { describe, expect, it } from 'vitest';
import { FakeClock } from '../testing/fake-clock.ts';
import { DownloadQueue, type QueueConfig, type QueueMember } from './download-queue.ts';

const SECOND = 1000;
const FAST = 100_000;

/** A download that does what its slot allows, and asks for a slot as a torrent does. */
class Member implements QueueMember {
  wantsSlot = true;
  isForced = false;
  isComplete = false;
  usefulBytesPerSecond = FAST;
  hasSlot = false;
  slotChanges = 0;
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  setSlot(hasSlot: boolean): void {
    this.hasSlot = hasSlot;
    this.slotChanges++;
  }
}

interface Scene {
  queue: DownloadQueue;
  members: Member[];
  pass: (seconds: number) => void;
  running: () => string;
}

/** A queue with members that are called a, b, c ... */
function startQueue(count: number, changes: Partial<QueueConfig> = {}): Scene {
  const clock = new FakeClock();
  const config: QueueConfig = {
    maxActiveDownloads: 1,
    maxActiveSeeds: null,
    maxActive: null,
    slowBytesPerSecond: 2_048,
    slowAfterMs: 60 * SECOND,
    ...changes,
  };
  const queue = new DownloadQueue(clock, config);
  const members = Array.from({ length: count }, (_, at) => new Member('abcdefghij'[at]!));
  for (const member of members) enter(queue, member);
  const pass = (seconds: number): void => {
    for (let second = 0; second < seconds; second++) {
      clock.advance(SECOND);
      queue.tick();
    }
  };
  const running = (): string =>
    members
      .filter(({ hasSlot }) => hasSlot)
      .map(({ name }) => name)
      .join('');
  return { queue, members, pass, running };
}

function enter(queue: DownloadQueue, member: Member, position: number | null = null): void {
  queue.add(member, position);
  queue.request(member);
}

/** What many changes lead to is decided once, at the end of the turn. */
const settle = (): Promise<void> => Promise.resolve();

describe('the slots of a queue', () => {
  it('go to the first, and to the next when one stops', async () => {
    const { queue, members, running } = startQueue(3);
    expect(running()).toBe('a');
    members[0]!.wantsSlot = false;
    queue.changed(members[0]!);
    await settle();
    expect(running()).toBe('b');
    queue.remove(members[1]!);
    await settle();
    expect(members[2]!.hasSlot).toBe(true);
  });

  it('go back to one that is resumed, since it stands before the one that runs', async () => {
    const { queue, members, running } = startQueue(2);
    members[0]!.wantsSlot = false;
    queue.changed(members[0]!);
    await settle();
    members[0]!.wantsSlot = true;
    queue.request(members[0]!);
    expect(running()).toBe('a');
  });

  it('go to the next download when one is complete and seeds', async () => {
    const { queue, members, running } = startQueue(2);
    members[0]!.isComplete = true;
    queue.changed(members[0]!);
    await settle();
    expect(running()).toBe('ab');
  });

  it('follow a new order', () => {
    const { queue, members, running } = startQueue(3);
    queue.reorder([[members[2]!, 0]]);
    expect(running()).toBe('c');
  });

  it('follow the place of one that is added', () => {
    const { queue, running } = startQueue(2);
    const first = new Member('first');
    enter(queue, first, -5);
    expect([first.hasSlot, running()]).toEqual([true, '']);
  });

  it('follow new limits', async () => {
    const { queue, running } = startQueue(3);
    const config = { maxActiveSeeds: null, maxActive: null, slowBytesPerSecond: 0, slowAfterMs: 0 };
    queue.configure({ ...config, maxActiveDownloads: 2 });
    await settle();
    expect(running()).toBe('ab');
    queue.configure({ ...config, maxActiveDownloads: 0 });
    await settle();
    expect(running()).toBe('');
  });

  it('are no matter to one that is forced, until it is no more', async () => {
    const { queue, members, running } = startQueue(3);
    members[2]!.isForced = true;
    queue.request(members[2]!);
    expect(running()).toBe('ac');
    members[2]!.isForced = false;
    queue.changed(members[2]!);
    await settle();
    expect(running()).toBe('a');
  });

  it('are decided once for many changes', async () => {
    const { queue, members } = startQueue(6, { maxActiveDownloads: 2 });
    for (const member of members.slice(0, 4)) {
      member.wantsSlot = false;
      queue.changed(member);
    }
    await settle();
    expect(members.map(({ slotChanges }) => slotChanges)).toEqual([2, 2, 0, 0, 1, 1]);
  });
});

describe('a download that is slow', () => {
  it('keeps its slot and lets another have one, after a minute', () => {
    const { members, pass, running } = startQueue(3);
    members[0]!.usefulBytesPerSecond = 2_000;
    pass(59);
    expect(running()).toBe('a');
    pass(10);
    expect(running()).toBe('ab');
  });

  it('counts while it is slow for a moment only', () => {
    const { members, pass, running } = startQueue(2);
    for (let round = 0; round < 5; round++) {
      members[0]!.usefulBytesPerSecond = 0;
      pass(50);
      members[0]!.usefulBytesPerSecond = FAST;
      pass(10);
    }
    expect(running()).toBe('a');
    expect(members[0]!.slotChanges).toBe(1);
  });

  it('takes its place back when it has been fast for a minute, not before', () => {
    const { members, pass, running } = startQueue(3);
    members[0]!.usefulBytesPerSecond = 0;
    pass(70);
    members[0]!.usefulBytesPerSecond = FAST;
    pass(50);
    expect(running()).toBe('ab');
    pass(20);
    expect(running()).toBe('a');
  });

  it('waits when it wakes up behind others that run', () => {
    const { queue, members, pass, running } = startQueue(2);
    members[0]!.usefulBytesPerSecond = 0;
    pass(70);
    queue.reorder([[members[0]!, 9]]);
    expect(running()).toBe('ab');
    members[0]!.usefulBytesPerSecond = FAST;
    pass(70);
    expect(running()).toBe('b');
  });

  it('has a minute again when it gets its slot anew', async () => {
    const { queue, members, pass, running } = startQueue(2);
    members[0]!.usefulBytesPerSecond = 0;
    pass(70);
    members[0]!.wantsSlot = false;
    queue.changed(members[0]!);
    await settle();
    members[0]!.wantsSlot = true;
    queue.request(members[0]!);
    expect(running()).toBe('a');
    pass(70);
    expect(running()).toBe('ab');
  });

  it('counts always where the rate is zero', () => {
    const { members, pass, running } = startQueue(2, { slowBytesPerSecond: 0 });
    members[0]!.usefulBytesPerSecond = 0;
    pass(200);
    expect(running()).toBe('a');
  });
});
