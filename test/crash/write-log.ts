/** What write-recorder.ts notes, one JSON object a line. */

/** Device and inode: the same file under every name. */
export type FileKey = string;

export type RecordedStep =
  /** Bytes before it, and the size of the file before it. A change of length is a write of what was cut. */
  | {
      kind: 'write';
      file: FileKey;
      position: number;
      length: number;
      before: string;
      bytes: number;
    }
  /** Of a file or a folder. */
  | { kind: 'sync'; file: FileKey; modifiedMs: number }
  | NameStep;

/** Changes of names last when their folder was synced after them. A grave is a link to the file that lost its name. */
export type NameStep = { folder: FileKey; path: string } & (
  | { kind: 'create' | 'mkdir' | 'rmdir' }
  | { kind: 'rename'; from: string; file: FileKey; grave: string | null }
  | { kind: 'unlink'; grave: string | null }
);

export type StepRecord =
  { at: 'before'; id: string; step: RecordedStep } | { at: 'after'; id: string };
