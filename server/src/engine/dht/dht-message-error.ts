import { EngineError } from '../core/engine-error.ts';

/** Why a packet is no message of the DHT. */
export type DhtMessageErrorCode =
  | 'not-bencode'
  | 'bad-transaction'
  | 'bad-kind'
  | 'bad-id'
  | 'bad-argument'
  | 'bad-nodes'
  | 'bad-peers'
  | 'bad-item'
  | 'item-too-big'
  | 'salt-too-big'
  | 'bad-samples'
  | 'bad-error';

/** A packet that is refused. */
export class DhtMessageError extends EngineError<DhtMessageErrorCode> {}
