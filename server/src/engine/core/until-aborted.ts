/** `work`, or the signal's reason if that is aborted first. What `work` brings later is dropped. */
export function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    const release = (): void => signal.removeEventListener('abort', onAbort);
    work.then(resolve, reject).finally(release);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
}
