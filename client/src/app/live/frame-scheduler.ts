/** Runs a callback with the browser's next frame, once however often it was asked; never in a hidden tab. */
import { InjectionToken } from '@angular/core';

export const SCHEDULE_FRAME = new InjectionToken<(callback: () => void) => void>('next frame', {
  factory: () => (callback) => requestAnimationFrame(callback),
});
