/** A page that keeps what an attack would have done in it: scripts that ran, dialogs, reports of its policy. */
import type { Page } from 'playwright-core';

export interface WatchedPage {
  page: Page;
  /** What ran, and what the content security policy had to stop. */
  incidents: string[];
}

/** Call it before the page goes anywhere. */
export async function watchPage(page: Page): Promise<WatchedPage> {
  const incidents: string[] = [];
  await page.exposeFunction('xss', (payload: number) => {
    incidents.push(`payload ${payload} ran`);
  });
  await page.exposeFunction('reportViolation', (text: string) => {
    incidents.push(`policy stopped ${text}`);
  });
  // As an init script it runs in every frame and page, whatever their policy.
  await page.addInitScript(() => {
    const report = (window as unknown as { reportViolation: (text: string) => void })
      .reportViolation;
    document.addEventListener('securitypolicyviolation', (event) => {
      report(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`);
    });
  });
  page.on('dialog', (dialog) => {
    incidents.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  return { page, incidents };
}
