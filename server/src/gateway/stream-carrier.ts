/** What brings messages of the stream to one reader: a socket, or an HTTP answer without end. */
import type { ServerToClientEvents } from '@shared/events/stream.js';

export type StreamEventName = keyof ServerToClientEvents;

export interface StreamMessage {
  name: StreamEventName;
  json: string;
  /** Where its reader is when it has heard it. */
  place: StreamPlace;
}

/** How far a reader was told the facts and the rates of this run of the server. */
export interface StreamPlace {
  sequence: number;
  rates: number;
}

export interface StreamCarrier {
  /** `onSent` is called when the message has left this process; not at all where the connection ends before. */
  write(message: StreamMessage, onSent: () => void): void;
}
