/** Whether somebody listens on a port, and whether one could. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer, isIPv6 } from 'node:net';

/** Whether a TCP connection comes about. Closes it at once. */
export async function connects(host: string, port: number, timeoutMs: number): Promise<boolean> {
  const socket = connect({ host, port });
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(timeoutMs) });
    return true;
  } catch {
    return false;
  } finally {
    socket.on('error', () => {});
    socket.destroy();
  }
}

/** `free`, or the system's code of why it cannot be listened on, such as EADDRINUSE or EACCES. */
export async function tcpPortState(host: string, port: number): Promise<string> {
  const server = createServer();
  try {
    server.listen({ host, port });
    await once(server, 'listening');
    return 'free';
  } catch (error) {
    return codeOf(error);
  } finally {
    server.close();
  }
}

/** The same for UDP. */
export async function udpPortState(host: string, port: number): Promise<string> {
  const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
  try {
    socket.bind(port, host);
    await once(socket, 'listening');
    return 'free';
  } catch (error) {
    return codeOf(error);
  } finally {
    socket.close();
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown';
}
