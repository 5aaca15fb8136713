/**
 * Networks of their own: hosts on one switch, each a network namespace with addresses that nobody else sees, so that
 * multicast, ports and even public addresses are free to use. They stand below a user namespace where the system
 * lets us, so that it works with and without root, and are held by processes instead of names.
 * Invariant: all of it is gone when the process of the test is, however it ends.
 */
import { spawnSync } from 'node:child_process';
import { ChildProgram, runProgram } from '../../support/child-program.ts';

const NAMESPACES = [
  { unshare: ['-U', '-r', '-n'], enter: ['-U', '-n', '--preserve-credentials'] },
  // Where user namespaces are switched off, root may still have networks of its own.
  { unshare: ['-n'], enter: ['-n'] },
] as const;
type Namespace = (typeof NAMESPACES)[number];

/** Ends when its input does: with us. */
const HOLD = ['sh', '-c', 'echo ready; exec cat'];
/** The same for whatever reads no input. */
const NO_LONGER_THAN_US = ['setpriv', '--pdeathsig', 'KILL'];

/**
 * Each host has a /24 and a /64 of its own, since clients take many addresses of one such network for one
 * stranger. `lan` is where private rules hold, `internet` where the rules for public addresses do.
 */
const REALMS = {
  lan: { four: (host: number) => `10.77.${host}.1`, six: (host: number) => `fd77:0:0:${host}::1` },
  internet: {
    four: (host: number) => `77.77.${host}.1`,
    six: (host: number) => `2a77:0:0:${host}::1`,
  },
} as const;
const PREFIX_LENGTHS = { four: 16, six: 48 };

export type Realm = keyof typeof REALMS;
export type Family = 'four' | 'six';

let usable: Namespace | null | undefined;

function usableNamespace(): Namespace | null {
  usable ??=
    NAMESPACES.find(({ unshare }) => {
      const attempt = 'ip link add switch type bridge && ip link add one type veth peer name other';
      return spawnSync('unshare', [...unshare, 'sh', '-c', attempt]).status === 0;
    }) ?? null;
  return usable;
}

/** Why there can be no networks here, as a sentence; null where there can. */
export function missingForNetworks(): string | null {
  if (usableNamespace() !== null) return null;
  return (
    'networks cannot be made: run as root with CAP_NET_ADMIN and CAP_SYS_ADMIN (docker run --privileged), ' +
    'or allow user namespaces (sysctl user.max_user_namespaces)'
  );
}

/** A machine on the switch. */
export class NetworkHost {
  readonly four: string | null;
  readonly six: string | null;
  private readonly namespace: Namespace;
  private readonly holder: ChildProgram;

  constructor(
    namespace: Namespace,
    holder: ChildProgram,
    addresses: Record<Family, string | null>,
  ) {
    this.namespace = namespace;
    this.holder = holder;
    this.four = addresses.four;
    this.six = addresses.six;
  }

  /** Whose networks the relay enters. */
  get holderPid(): number {
    return this.holder.pid;
  }

  get addresses(): string[] {
    return [this.four, this.six].filter((address) => address !== null);
  }

  /** An address of a family that the other host has too. */
  reachableFrom(other: NetworkHost): string {
    const address = other.four === null ? this.six : (this.four ?? this.six);
    if (address === null) throw new Error('The hosts have no address family in common.');
    return address;
  }

  /** `address:port` as programs write it, of each family that the host has. */
  endpoints(port: number): string[] {
    return this.addresses.map((address) => endpointText(address, port));
  }

  /** What a command line begins with so that the program runs on this host. */
  get launcher(): string[] {
    return [...enter(this.namespace, this.holder), ...NO_LONGER_THAN_US];
  }

  /** Starts a program on it. */
  start(command: string, args: readonly string[], takesInput = false): ChildProgram {
    const [program, ...rest] = [...this.launcher, command, ...args];
    return new ChildProgram(program!, rest, { takesInput });
  }
}

export class NetworkLab implements AsyncDisposable {
  private readonly namespace: Namespace;
  private readonly hub: ChildProgram;
  private readonly realm: Realm;
  private readonly holders: ChildProgram[] = [];

  private constructor(namespace: Namespace, hub: ChildProgram, realm: Realm) {
    this.namespace = namespace;
    this.hub = hub;
    this.realm = realm;
  }

  static async open(realm: Realm): Promise<NetworkLab> {
    const namespace = usableNamespace();
    if (namespace === null) throw new Error(missingForNetworks() ?? '');
    const hub = await hold('unshare', [...namespace.unshare, ...HOLD]);
    const lab = new NetworkLab(namespace, hub, realm);
    await lab.configure(hub, ['link add switch type bridge', 'link set switch up']);
    return lab;
  }

  /** A machine with an address of each of these families, and of no other. */
  async host(families: readonly Family[]): Promise<NetworkHost> {
    const { namespace, hub, realm, holders } = this;
    // In the user namespace of the switch, so that both ends of the cable have one owner.
    const holder = await hold('nsenter', [
      ...enter(namespace, hub).slice(1),
      'unshare',
      '-n',
      ...HOLD,
    ]);
    const number = holders.push(holder);
    await this.configure(hub, [
      `link add cable${number} type veth peer name eth0 netns ${holder.pid}`,
      `link set cable${number} master switch up`,
    ]);
    const addressOf = (family: Family): string | null =>
      families.includes(family) ? REALMS[realm][family](number) : null;
    const host = new NetworkHost(namespace, holder, {
      four: addressOf('four'),
      six: addressOf('six'),
    });
    await this.configure(holder, interfaceCommands(host));
    return host;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.holders, this.hub].map((holder) => holder.stop()));
  }

  private async configure(holder: ChildProgram, commands: readonly string[]): Promise<void> {
    const [program, ...args] = enter(this.namespace, holder);
    const script = commands.map((command) => `ip ${command}`).join('\n');
    await runProgram(program!, [...args, 'sh', '-ec', script]);
  }
}

export function endpointText(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** No duplicate address detection: an address is there at once. A host without IPv6 has not even a link-local one. */
function interfaceCommands({ four, six }: NetworkHost): string[] {
  return [
    'link set lo up',
    ...(six === null ? ['link set eth0 addrgenmode none'] : []),
    'link set eth0 up',
    ...(four === null
      ? []
      : [`address add ${four}/${PREFIX_LENGTHS.four} dev eth0`, 'route add 224.0.0.0/4 dev eth0']),
    ...(six === null ? [] : [`address add ${six}/${PREFIX_LENGTHS.six} dev eth0 nodad`]),
  ];
}

async function hold(command: string, args: readonly string[]): Promise<ChildProgram> {
  const holder = new ChildProgram(command, args, { takesInput: true });
  await holder.waitForLine((line) => line === 'ready');
  return holder;
}

function enter(namespace: Namespace, holder: ChildProgram): string[] {
  return ['nsenter', '-t', String(holder.pid), ...namespace.enter];
}
