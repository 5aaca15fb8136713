import { describe, expectTypeOf, it } from 'vitest';
import type * as auth from '@shared/dto/auth.js';
import type { AuditListDto, AuditListQuery } from '@shared/dto/audit.js';
import type { ActivityListDto, ActivityQuery } from '@shared/dto/activity.js';
import type { DiagnosticsDto } from '@shared/dto/diagnostics.js';
import type * as download from '@shared/dto/download.js';
import type { LogListDto, LogQuery } from '@shared/dto/log.js';
import type { Problem } from '@shared/dto/problem.js';
import type { ServerInfoDto } from '@shared/dto/session.js';
import type {
  SettingsDefaultsDto,
  SettingsDto,
  UpdateSettingsRequest,
} from '@shared/dto/settings.js';
import type * as peer from '@shared/dto/peer.js';
import type { StatsDto, TrafficHistoryDto, TrafficHistoryQuery } from '@shared/dto/stats.js';
import type { TorrentDto, TorrentSourceRequest } from '@shared/dto/torrent.js';
import type { FolderCheckDto, FolderCheckRequest, VolumesDto } from '@shared/dto/volume.js';
import type * as tracker from '@shared/dto/tracker.js';
import type { WatchRequest } from '@shared/events/stream.js';
import type * as authRequest from '../auth/dto/auth-request.dto.ts';
import type * as authResponse from '../auth/dto/auth-response.dto.ts';
import type { AuditListQueryDto, AuditListResponse } from '../audit/dto/audit.dto.ts';
import type { ActivityListResponse, ActivityQueryDto } from '../activity/dto/activity.dto.ts';
import type { BulkActionDto, BulkResultsResponse } from '../download/dto/bulk.dto.ts';
import type { DiagnosticsResponse } from '../diagnostics/dto/diagnostics.dto.ts';
import type * as request from '../download/dto/download-request.dto.ts';
import type * as response from '../download/dto/download-response.dto.ts';
import type { DownloadSourcesResponse } from '../download/dto/sources-response.dto.ts';
import type { WatchRequestDto } from '../gateway/dto/watch-request.dto.ts';
import type { LogListResponse, LogQueryDto } from '../logging/dto/log.dto.ts';
import type { ServerInfoResponse } from '../server-info/dto/server-info.dto.ts';
import type {
  SettingsDefaultsResponse,
  SettingsResponse,
  UpdateSettingsDto,
} from '../settings/dto/settings.dto.ts';
import type {
  StatsResponse,
  TrafficHistoryQueryDto,
  TrafficHistoryResponse,
} from '../stats/dto/stats.dto.ts';
import type { TorrentSourceDto } from '../torrent/dto/torrent-request.dto.ts';
import type { TorrentResponse } from '../torrent/dto/torrent-response.dto.ts';
import type { BansResponse } from '../peer/dto/ban.dto.ts';
import type * as peerRequest from '../peer/dto/peer-request.dto.ts';
import type {
  FolderCheckRequestDto,
  FolderCheckResponse,
  VolumesResponse,
} from '../server-info/dto/volume.dto.ts';
import type * as trackerRequest from '../tracker/dto/tracker-request.dto.ts';
import type * as trackerResponse from '../tracker/dto/tracker.dto.ts';
import type { ProblemDto } from './problem.dto.ts';

/** `implements` lets a class have more than its interface, and leave out what is optional: this does not. */
describe('the classes that validate and document', () => {
  it('have exactly the fields of the contract', () => {
    expectTypeOf<response.DownloadResponse>().branded.toEqualTypeOf<download.DownloadDto>();
    expectTypeOf<BulkResultsResponse>().branded.toEqualTypeOf<download.BulkResultsDto>();
    expectTypeOf<response.DownloadListResponse>().branded.toEqualTypeOf<download.DownloadListDto>();
    expectTypeOf<response.DownloadFileResponse>().branded.toEqualTypeOf<download.DownloadFileDto>();
    expectTypeOf<response.DownloadPeerResponse>().branded.toEqualTypeOf<download.DownloadPeerDto>();
    expectTypeOf<DownloadSourcesResponse>().branded.toEqualTypeOf<download.DownloadSourcesDto>();
    expectTypeOf<response.QueueMovesResponse>().branded.toEqualTypeOf<download.QueueMovesDto>();
    expectTypeOf<response.DownloadPiecesResponse>().toEqualTypeOf<download.DownloadPiecesDto>();
    expectTypeOf<response.DownloadAvailabilityResponse>().toEqualTypeOf<download.DownloadAvailabilityDto>();
    expectTypeOf<BansResponse>().branded.toEqualTypeOf<peer.BansDto>();
    expectTypeOf<VolumesResponse>().branded.toEqualTypeOf<VolumesDto>();
    expectTypeOf<trackerResponse.TrackerHostsResponse>().branded.toEqualTypeOf<tracker.TrackerHostsDto>();
    expectTypeOf<trackerResponse.TrackerReplacementsResponse>().branded.toEqualTypeOf<tracker.TrackerReplacementsDto>();
    expectTypeOf<trackerResponse.TrackerResponse>().branded.toEqualTypeOf<download.DownloadTrackerDto>();
    expectTypeOf<TorrentResponse>().branded.toEqualTypeOf<TorrentDto>();
    expectTypeOf<ServerInfoResponse>().branded.toEqualTypeOf<ServerInfoDto>();
    expectTypeOf<SettingsResponse>().branded.toEqualTypeOf<SettingsDto>();
    expectTypeOf<SettingsDefaultsResponse>().branded.toEqualTypeOf<SettingsDefaultsDto>();
    expectTypeOf<FolderCheckResponse>().branded.toEqualTypeOf<FolderCheckDto>();
    expectTypeOf<AuditListResponse>().branded.toEqualTypeOf<AuditListDto>();
    expectTypeOf<ActivityListResponse>().branded.toEqualTypeOf<ActivityListDto>();
    expectTypeOf<StatsResponse>().branded.toEqualTypeOf<StatsDto>();
    expectTypeOf<TrafficHistoryResponse>().branded.toEqualTypeOf<TrafficHistoryDto>();
    expectTypeOf<DiagnosticsResponse>().branded.toEqualTypeOf<DiagnosticsDto>();
    expectTypeOf<LogListResponse>().branded.toEqualTypeOf<LogListDto>();
    expectTypeOf<authResponse.SetupStateResponse>().toEqualTypeOf<auth.SetupStateDto>();
    expectTypeOf<authResponse.WhoAmIResponse>().branded.toEqualTypeOf<auth.WhoAmIDto>();
    expectTypeOf<authResponse.SessionResponse>().branded.toEqualTypeOf<auth.SessionDto>();
    expectTypeOf<authResponse.ApiTokenResponse>().branded.toEqualTypeOf<auth.ApiTokenDto>();
    expectTypeOf<authResponse.NewApiTokenResponse>().branded.toEqualTypeOf<auth.NewApiTokenDto>();
    expectTypeOf<ProblemDto>().branded.toEqualTypeOf<Problem>();
  });

  it('take exactly the requests of the contract', () => {
    expectTypeOf<request.StartDownloadDto>().branded.toEqualTypeOf<download.StartDownloadRequest>();
    expectTypeOf<BulkActionDto>().branded.toEqualTypeOf<download.BulkActionRequest>();
    expectTypeOf<request.MoveInQueueDto>().branded.toEqualTypeOf<download.MoveInQueueRequest>();
    expectTypeOf<request.UpdateDownloadDto>().branded.toEqualTypeOf<download.UpdateDownloadRequest>();
    expectTypeOf<request.DownloadListQueryDto>().branded.toEqualTypeOf<download.DownloadListQuery>();
    expectTypeOf<AuditListQueryDto>().branded.toEqualTypeOf<AuditListQuery>();
    expectTypeOf<FolderCheckRequestDto>().branded.toEqualTypeOf<FolderCheckRequest>();
    expectTypeOf<UpdateSettingsDto>().branded.toEqualTypeOf<UpdateSettingsRequest>();
    expectTypeOf<ActivityQueryDto>().branded.toEqualTypeOf<ActivityQuery>();
    expectTypeOf<TrafficHistoryQueryDto>().branded.toEqualTypeOf<TrafficHistoryQuery>();
    expectTypeOf<LogQueryDto>().branded.toEqualTypeOf<LogQuery>();
    expectTypeOf<authRequest.SetupDto>().toEqualTypeOf<auth.SetupRequest>();
    expectTypeOf<authRequest.LoginDto>().toEqualTypeOf<auth.LoginRequest>();
    expectTypeOf<authRequest.ChangePasswordDto>().toEqualTypeOf<auth.ChangePasswordRequest>();
    expectTypeOf<authRequest.CreateTokenDto>().branded.toEqualTypeOf<auth.CreateTokenRequest>();
    expectTypeOf<peerRequest.AddPeersDto>().branded.toEqualTypeOf<peer.AddPeersRequest>();
    expectTypeOf<peerRequest.AddBanDto>().branded.toEqualTypeOf<peer.AddBanRequest>();
    expectTypeOf<TorrentSourceDto>().branded.toEqualTypeOf<TorrentSourceRequest>();
    expectTypeOf<trackerRequest.UpdateTrackersDto>().branded.toEqualTypeOf<tracker.UpdateTrackersRequest>();
    expectTypeOf<trackerRequest.AddTrackersDto>().branded.toEqualTypeOf<tracker.AddTrackersRequest>();
    expectTypeOf<trackerRequest.EditTrackerDto>().branded.toEqualTypeOf<tracker.EditTrackerRequest>();
    expectTypeOf<trackerRequest.TrackerQueryDto>().branded.toEqualTypeOf<tracker.TrackerQuery>();
    expectTypeOf<trackerRequest.ReplaceTrackersDto>().branded.toEqualTypeOf<tracker.ReplaceTrackersRequest>();
    expectTypeOf<WatchRequestDto>().branded.toEqualTypeOf<WatchRequest>();
  });
});
