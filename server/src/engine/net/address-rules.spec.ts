import { describe, expect, it } from 'vitest';
import { AddressRanges } from './address-ranges.ts';
import {
  addressScope,
  isDialablePeer,
  isFetchAllowed,
  outermostScope,
  strangerPeerRules,
  trackerFetchRules,
  USER_PEER_RULES,
  type AddressScope,
} from './address-rules.ts';

describe('addressScope', () => {
  it.each<[string, AddressScope]>([
    ['1.1.1.1', 'public'],
    ['2606:4700::1111', 'public'],
    ['10.1.2.3', 'private'],
    ['172.31.255.255', 'private'],
    ['172.32.0.0', 'public'],
    ['192.168.1.1', 'private'],
    ['100.64.0.1', 'private'],
    ['fd12::1', 'private'],
    ['127.0.0.1', 'loopback'],
    ['127.255.0.1', 'loopback'],
    ['::1', 'loopback'],
    ['::ffff:127.0.0.1', 'loopback'],
    ['::ffff:7f00:1', 'loopback'],
    ['64:ff9b::7f00:1', 'loopback'],
    ['2002:a00:1::1', 'private'],
    ['169.254.169.254', 'link-local'],
    ['::ffff:169.254.169.254', 'link-local'],
    ['64:ff9b::a9fe:a9fe', 'link-local'],
    ['fe80::1', 'link-local'],
    ['fd00:ec2::254', 'forbidden'],
    ['100.100.100.200', 'forbidden'],
    ['0.0.0.0', 'forbidden'],
    ['::', 'forbidden'],
    ['224.0.0.1', 'forbidden'],
    ['ff02::1', 'forbidden'],
    ['255.255.255.255', 'forbidden'],
    ['localhost', 'forbidden'],
    ['127.1', 'forbidden'],
  ])('says that %s is %s', (address, scope) => {
    expect(addressScope(address)).toBe(scope);
  });
});

describe('isDialablePeer', () => {
  it('refuses port 0 and addresses that no peer can have', () => {
    expect(isDialablePeer({ address: '1.1.1.1', port: 0 }, USER_PEER_RULES)).toBe(false);
    for (const address of ['0.0.0.0', '::', '239.1.1.1', '255.255.255.255', '169.254.1.1']) {
      expect(isDialablePeer({ address, port: 6881 }, USER_PEER_RULES)).toBe(false);
    }
  });

  it.each([
    ['1.2.3.4', ['1.1.1.1', '2606:4700::1111']],
    ['2001:470::1', ['1.1.1.1', '2606:4700::1111']],
    ['64:ff9b::102:304', ['1.1.1.1', '2606:4700::1111']],
    ['192.168.1.7', ['1.1.1.1', '2606:4700::1111', '10.0.0.1', 'fd00::1']],
    ['fe80::7', ['1.1.1.1', '2606:4700::1111', '10.0.0.1', 'fd00::1']],
    ['127.0.0.1', ['1.1.1.1', '2606:4700::1111', '10.0.0.1', 'fd00::1', '127.0.0.1', '::1']],
    ['0.0.0.0', ['1.1.1.1', '2606:4700::1111']],
  ])('lets %s name nothing that is further inside than itself', (namedBy, expected) => {
    const named = ['1.1.1.1', '2606:4700::1111', '10.0.0.1', 'fd00::1', '127.0.0.1', '::1'];
    named.push('::ffff:127.0.0.1', '2002:7f00:1::');
    const rules = strangerPeerRules(namedBy);
    const dialable = named.filter((address) => isDialablePeer({ address, port: 6881 }, rules));
    const isInside = namedBy === '127.0.0.1';
    expect(dialable).toEqual(isInside ? named : expected);
  });

  it('lets strangers name no port of a well-known service, and the user any', () => {
    for (const port of [22, 25, 53, 3659]) {
      const peer = { address: '1.1.1.1', port };
      expect(isDialablePeer(peer, strangerPeerRules('1.2.3.4'))).toBe(false);
      expect(isDialablePeer(peer, USER_PEER_RULES)).toBe(true);
    }
  });
});

describe('fetches to trackers', () => {
  const isAllowed = (url: string, address: string, from: AddressScope | null = null) =>
    isFetchAllowed(address, trackerFetchRules(new URL(url), from, new AddressRanges()));
  const isOpened = (
    networks: string[],
    url: string,
    address: string,
    from: AddressScope | null = null,
  ) => isFetchAllowed(address, trackerFetchRules(new URL(url), from, new AddressRanges(networks)));

  it('reach this machine only at a path that ends in /announce', () => {
    expect(isAllowed('http://localhost/announce', '127.0.0.1')).toBe(true);
    expect(isAllowed('http://localhost/key/announce?a=b', '::1')).toBe(true);
    expect(isAllowed('http://localhost/', '127.0.0.1')).toBe(false);
    expect(isAllowed('http://localhost/api/settings?x=/announce', '127.0.0.1')).toBe(false);
    expect(isAllowed('udp://localhost:6969', '127.0.0.1')).toBe(true);
  });

  it('reach private networks where the user opened them', () => {
    expect(isAllowed('http://nas.lan/announce', '192.168.1.2')).toBe(false);
    expect(isOpened(['192.168.1.0/24'], 'http://nas.lan/announce', '192.168.1.2')).toBe(true);
    expect(isOpened(['192.168.1.0/24'], 'http://nas.lan/announce', '192.168.2.2')).toBe(false);
    expect(isOpened(['127.0.0.1'], 'http://localhost/x', '127.0.0.1')).toBe(true);
  });

  it('never reach link-local or metadata addresses', () => {
    const everything = ['0.0.0.0/0', '::/0'];
    for (const address of [
      '169.254.169.254',
      'fd00:ec2::254',
      '100.100.100.200',
      'fe80::1',
      '0.0.0.0',
    ]) {
      expect(isOpened(everything, 'http://x/announce', address)).toBe(false);
    }
  });

  it('are not led further inside by a redirect', () => {
    const lan = ['10.0.0.0/8'];
    expect(isOpened(lan, 'http://x/announce', '10.0.0.1', 'public')).toBe(false);
    expect(isOpened(lan, 'http://x/announce', '127.0.0.1', 'private')).toBe(false);
    expect(isOpened(lan, 'http://x/announce', '10.0.0.1', 'private')).toBe(true);
    expect(isAllowed('http://x/announce', '1.1.1.1', 'loopback')).toBe(true);
  });

  it('are held to the outermost address of a name that has several', () => {
    expect(outermostScope(['10.0.0.1', '1.1.1.1'])).toBe('public');
    expect(outermostScope(['127.0.0.1', '10.0.0.1'])).toBe('private');
  });
});
