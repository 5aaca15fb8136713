/** Short messages at the bottom of the screen, read out politely. Errors stay longer, and all can be closed. */
import { Service, inject } from '@angular/core';
import { MatSnackBar } from '@angular/material/snack-bar';

const INFO_MS = 5000;
const ERROR_MS = 12_000;

export interface NoticeAction {
  label: string;
  run: () => void;
}

@Service()
export class Notices {
  private readonly snackBar = inject(MatSnackBar);

  info(message: string, action?: NoticeAction): void {
    this.open(message, INFO_MS, action);
  }

  error(message: string, action?: NoticeAction): void {
    this.open(message, ERROR_MS, action);
  }

  private open(message: string, duration: number, action?: NoticeAction): void {
    const bar = this.snackBar.open(message, action?.label ?? $localize`Close`, {
      duration,
      politeness: 'polite',
    });
    if (action) bar.onAction().subscribe(action.run);
  }
}
