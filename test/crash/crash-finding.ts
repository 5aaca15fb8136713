/** Something that a kill must not have done. */
export class CrashFinding extends Error {
  override readonly name = 'CrashFinding';
}
