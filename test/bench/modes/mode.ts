/** A mode is one question that the benchmark asks; its answer is a section of the report. */
import type { ClientKind } from '../../support/clients/client.ts';
import type { OtherSideKind } from '../other-side.ts';

/** One of our goals ("Done when"), and what was measured. */
export interface Goal {
  what: string;
  wanted: string;
  measured: string;
  isMet: boolean;
}

export interface Section {
  title: string;
  /** Paragraphs and tables, Markdown. */
  parts: string[];
  goals: Goal[];
}

export interface BenchContext {
  runs: number;
  /** Content of the main mode; others take less where that is enough. */
  maxBytes: number;
  ramDisk: string;
  /** A folder on a real disk; null where there is none. */
  disk: string | null;
  /** Everybody. */
  allClients: readonly ClientKind[];
  /** Shoal and what it is measured by, or those that were asked for. */
  mainClients: readonly ClientKind[];
  otherSide: OtherSideKind;
  /** Told of each run. */
  report: (line: string) => void;
}

export interface Mode {
  readonly name: string;
  run(context: BenchContext): Promise<Section>;
}

/** A goal that a ratio is to reach, or not to exceed. */
export function ratioGoal(
  what: string,
  bound: { atLeast: number } | { atMost: number },
  ratio: number | undefined,
): Goal[] {
  if (ratio === undefined) return [];
  const isLeast = 'atLeast' in bound;
  return [
    {
      what,
      wanted: isLeast ? `at least ${bound.atLeast}` : `at most ${bound.atMost}`,
      measured: ratio.toFixed(2),
      isMet: isLeast ? ratio >= bound.atLeast : ratio <= bound.atMost,
    },
  ];
}
