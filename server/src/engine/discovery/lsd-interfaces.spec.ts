import type { NetworkInterfaceInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import { lsdInterfaces } from './lsd-interfaces.ts';

const info = (address: string, internal = false): NetworkInterfaceInfo =>
  ({ address, internal }) as NetworkInterfaceInfo;

const interfaces = {
  lo: [info('127.0.0.1', true), info('::1', true)],
  eth0: [info('192.168.1.5'), info('192.168.1.6'), info('fe80::1'), info('fd00::5')],
  wlan0: [info('169.254.7.7'), info('fe80::2')],
};

describe('the interfaces of local service discovery', () => {
  it('are those with an address that peers can dial, one of each family', () => {
    expect(lsdInterfaces(interfaces, null)).toEqual([
      { name: 'eth0', family: 4, address: '192.168.1.5' },
      { name: 'eth0', family: 6, address: 'fd00::5' },
    ]);
  });

  it('are the one that everything is bound to', () => {
    expect(lsdInterfaces(interfaces, '192.168.1.6')).toEqual([
      { name: 'eth0', family: 4, address: '192.168.1.6' },
    ]);
    expect(lsdInterfaces(interfaces, '127.0.0.1')).toEqual([
      { name: 'lo', family: 4, address: '127.0.0.1' },
    ]);
  });

  it('are sixteen at most', () => {
    const many = Object.fromEntries(
      Array.from({ length: 100 }, (_, index) => [`veth${index}`, [info(`10.0.${index}.1`)]]),
    );
    expect(lsdInterfaces(many, null)).toHaveLength(16);
  });
});
