import { Module, type DynamicModule } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { AuthModule } from './auth/auth.module.ts';
import { AuditModule } from './audit/audit.module.ts';
import { AsyncApiModule } from './asyncapi/asyncapi.module.ts';
import { RuntimeModule, type RuntimeOptions } from './config/runtime.module.ts';
import { ActivityModule } from './activity/activity.module.ts';
import { DiagnosticsModule } from './diagnostics/diagnostics.module.ts';
import { DownloadModule } from './download/download.module.ts';
import { GatewayModule } from './gateway/gateway.module.ts';
import { HealthModule } from './health/health.module.ts';
import { RequestRateInterceptor } from './http/request-rate.interceptor.ts';
import { StopGate } from './http/stop-gate.ts';
import { LabelModule } from './label/label.module.ts';
import { LoggingModule } from './logging/logging.module.ts';
import { PeerModule } from './peer/peer.module.ts';
import { OpenApiModule } from './openapi/openapi.module.ts';
import { MetricsModule } from './metrics/metrics.module.ts';
import { PreferenceModule } from './preferences/preference.module.ts';
import { ServerInfoModule } from './server-info/server-info.module.ts';
import { SettingsModule } from './settings/settings.module.ts';
import { StatsModule } from './stats/stats.module.ts';
import { TorrentModule } from './torrent/torrent.module.ts';
import { TrackerModule } from './tracker/tracker.module.ts';

@Module({
  imports: [
    AuthModule,
    AuditModule,
    AsyncApiModule,
    ActivityModule,
    TorrentModule,
    DownloadModule,
    LabelModule,
    TrackerModule,
    PeerModule,
    GatewayModule,
    HealthModule,
    LoggingModule,
    DiagnosticsModule,
    MetricsModule,
    OpenApiModule,
    PreferenceModule,
    ServerInfoModule,
    SettingsModule,
    StatsModule,
  ],
  providers: [StopGate, { provide: APP_INTERCEPTOR, useClass: RequestRateInterceptor }],
})
export class AppModule {
  static forRuntime(options: RuntimeOptions): DynamicModule {
    return { module: AppModule, imports: [RuntimeModule.forRoot(options)] };
  }
}
