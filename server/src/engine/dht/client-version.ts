/** How we name ourselves in the DHT: the letters of our peer ids and the version 0.1 (BEP 5, key `v`). */
export const CLIENT_VERSION = Uint8Array.of(0x53, 0x48, 0, 1);
