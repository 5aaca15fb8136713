import { describe, expectTypeOf, it } from 'vitest';
import type * as stream from '@shared/events/stream.js';
import type * as facts from './fact-events.dto.ts';
import type * as events from './stream-events.dto.ts';

type Facts = stream.FactEvents;

/** `implements` lets a class have more than its interface, and leave out what is optional: this does not. */
describe('the classes that describe the event stream', () => {
  it('have exactly the fields of its facts', () => {
    expectTypeOf<facts.DownloadEvent>().branded.toEqualTypeOf<Facts['download:added']>();
    expectTypeOf<facts.DownloadEvent>().branded.toEqualTypeOf<Facts['download:updated']>();
    expectTypeOf<facts.DownloadStateEvent>().branded.toEqualTypeOf<Facts['download:state']>();
    expectTypeOf<facts.QueueMovedEvent>().branded.toEqualTypeOf<Facts['queue:moved']>();
    expectTypeOf<facts.DownloadCompletedEvent>().branded.toEqualTypeOf<
      Facts['download:completed']
    >();
    expectTypeOf<facts.DownloadRemovedEvent>().branded.toEqualTypeOf<Facts['download:removed']>();
    expectTypeOf<facts.DownloadErrorEvent>().branded.toEqualTypeOf<Facts['download:error']>();
    expectTypeOf<facts.TorrentMetadataFactEvent>().branded.toEqualTypeOf<
      Facts['torrent:metadata']
    >();
    expectTypeOf<facts.SessionNoticeEvent>().branded.toEqualTypeOf<Facts['session:notice']>();
    expectTypeOf<facts.SessionSettingsEvent>().branded.toEqualTypeOf<Facts['session:settings']>();
  });

  it('have exactly the fields of what is told beside them', () => {
    expectTypeOf<events.SessionHelloEvent>().branded.toEqualTypeOf<stream.SessionHello>();
    expectTypeOf<events.StreamPlaceEvent>().branded.toEqualTypeOf<stream.StreamPlace>();
    expectTypeOf<events.StreamStatsEvent>().branded.toEqualTypeOf<stream.StreamStats>();
    expectTypeOf<events.DownloadProgressEntry>().branded.toEqualTypeOf<stream.DownloadProgress>();
    expectTypeOf<events.TorrentProgressEntry>().branded.toEqualTypeOf<stream.TorrentProgress>();
    expectTypeOf<events.FilesEvent>().branded.toEqualTypeOf<stream.DownloadFilesEvent>();
    expectTypeOf<events.PeersEvent>().branded.toEqualTypeOf<stream.DownloadPeersEvent>();
    expectTypeOf<events.TrackersEvent>().branded.toEqualTypeOf<stream.DownloadTrackersEvent>();
    expectTypeOf<events.PiecesEvent>().branded.toEqualTypeOf<stream.DownloadPiecesEvent>();
    expectTypeOf<events.AvailabilityEvent>().branded.toEqualTypeOf<stream.DownloadAvailabilityEvent>();
    expectTypeOf<events.PiecesChangedEvent>().branded.toEqualTypeOf<stream.PieceChangesEvent>();
    expectTypeOf<events.WatchMessage>().branded.toEqualTypeOf<stream.WatchRequest>();
    expectTypeOf<events.WatchRefusalMessage>().branded.toEqualTypeOf<stream.WatchRefusal>();
  });
});
