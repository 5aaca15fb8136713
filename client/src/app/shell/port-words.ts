/** Whether peers can come in, in words. Pure. */

export function portWords(port: number | null, isReached: boolean): string {
  if (port === null) return $localize`No peer port`;
  return isReached
    ? $localize`Port ${port}:number:, peers come in`
    : $localize`Port ${port}:number:, nobody came in yet`;
}
