/** Ends the session of this browser, or says why it goes on. */
import { Service, inject } from '@angular/core';
import { describeFailure } from '../api/failure';
import { AuthSession } from '../auth/auth-session';
import { Notices } from '../ui/notices';

@Service()
export class SignOut {
  private readonly session = inject(AuthSession);
  private readonly notices = inject(Notices);

  async run(): Promise<void> {
    try {
      await this.session.signOut();
    } catch (error) {
      const { detail } = describeFailure(error);
      this.notices.error($localize`You are still signed in. ${detail}:reason:`);
    }
  }
}
