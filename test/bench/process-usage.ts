/**
 * What a process and its children use, from Linux's /proc: processor time of all threads, of children that
 * live and of children that ended, and memory.
 */
import { readFile, readdir } from 'node:fs/promises';

/** USER_HZ, which Linux fixes at 100 for everything that it shows in /proc. */
const TICKS_PER_SECOND = 100;
/** Fields of /proc/<pid>/stat after the name, counted from `state` (proc_pid_stat(5)). */
const TIME_FIELDS = { user: 11, system: 12, endedChildrenUser: 13, endedChildrenSystem: 14 };

/** CPU-seconds used so far by `pid` and everything below it. */
export async function cpuSeconds(pid: number): Promise<number> {
  const stats = await Promise.all((await processTree(pid)).map(readStat));
  const ticks = stats.flatMap((fields) =>
    Object.values(TIME_FIELDS).map((index) => Number(fields[index] ?? 0)),
  );
  return ticks.reduce((sum, value) => sum + value, 0) / TICKS_PER_SECOND;
}

export interface MemoryUsage {
  /** The most that was ever resident, pages of mapped files among them. */
  peakResidentBytes: number;
  /** Memory of its own at this moment: without what it maps of files. */
  anonymousBytes: number;
}

/** Memory of `pid` and everything below it. */
export async function memoryUsage(pid: number): Promise<MemoryUsage> {
  const usages = await Promise.all((await processTree(pid)).map(readMemory));
  return {
    peakResidentBytes: usages.reduce((sum, usage) => sum + usage.peakResidentBytes, 0),
    anonymousBytes: usages.reduce((sum, usage) => sum + usage.anonymousBytes, 0),
  };
}

async function readMemory(pid: number): Promise<MemoryUsage> {
  const text = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kibibytes = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0);
  return {
    peakResidentBytes: kibibytes('VmHWM') * 1024,
    anonymousBytes: kibibytes('RssAnon') * 1024,
  };
}

/** `root` and its descendants; a process's children are listed by the thread that started them. */
async function processTree(root: number): Promise<number[]> {
  const threads = await readdir(`/proc/${root}/task`).catch(() => []);
  const lists = await Promise.all(
    threads.map((thread) =>
      readFile(`/proc/${root}/task/${thread}/children`, 'utf8').catch(() => ''),
    ),
  );
  const children = lists.flatMap((list) => list.split(' ').filter((pid) => pid.trim() !== ''));
  return [root, ...(await Promise.all(children.map((pid) => processTree(Number(pid))))).flat()];
}

/** The fields after the name, which may itself hold spaces and parentheses. Empty where it has ended. */
async function readStat(pid: number): Promise<string[]> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return text
    .slice(text.lastIndexOf(')') + 2)
    .trim()
    .split(' ');
}
