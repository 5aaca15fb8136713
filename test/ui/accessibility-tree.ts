/** What a screen reader gets of the page: Chromium's own accessibility tree, not one that is made up from the elements. */
import type { Page } from 'playwright-core';

export interface AccessibleNode {
  role: string;
  name: string;
  isFocused: boolean;
}

/** Every node that is told, in the order of the page. */
export async function accessibleNodes(page: Page): Promise<AccessibleNode[]> {
  const session = await page.context().newCDPSession(page);
  try {
    const { nodes } = await session.send('Accessibility.getFullAXTree');
    return nodes
      .filter(({ ignored }) => !ignored)
      .map(({ role, name, properties = [] }) => ({
        role: String(role?.value),
        name: String(name?.value ?? '').trim(),
        isFocused: properties.some((one) => one.name === 'focused' && one.value.value === true),
      }));
  } finally {
    await session.detach();
  }
}

/** The names of those with that role. */
export async function namesOf(page: Page, role: string): Promise<string[]> {
  return (await accessibleNodes(page)).filter((node) => node.role === role).map(({ name }) => name);
}
