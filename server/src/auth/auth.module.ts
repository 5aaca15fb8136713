/** Accounts, sessions and tokens, and the guard that asks for them. */
import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { APP_CONFIG, type AppConfig } from '../config/app-config.ts';
import { APP_LOGGER } from '../config/runtime.module.ts';
import { DatabaseModule } from '../database/database.module.ts';
import type { Logger } from '../engine/index.ts';
import { AccountService } from './account.service.ts';
import { ApiTokenController } from './api-token.controller.ts';
import { ApiTokenService } from './api-token.service.ts';
import { AuthController } from './auth.controller.ts';
import { AuthGuard } from './auth.guard.ts';
import { AuthenticationService } from './authentication.service.ts';
import { LiveConnections } from './live-connections.service.ts';
import { LoginAttempts } from './login-attempts.service.ts';
import { LoginService } from './login.service.ts';
import { PasswordHasher } from './password-hash.ts';
import { SessionController } from './session.controller.ts';
import { SessionCookie } from './session-cookie.ts';
import { SessionService } from './session.service.ts';
import { SetupService } from './setup.service.ts';

@Module({
  imports: [DatabaseModule],
  controllers: [AuthController, SessionController, ApiTokenController],
  providers: [
    AccountService,
    ApiTokenService,
    AuthGuard,
    AuthenticationService,
    LiveConnections,
    LoginAttempts,
    LoginService,
    SessionCookie,
    SessionService,
    { provide: APP_GUARD, useExisting: AuthGuard },
    { provide: PasswordHasher, useFactory: () => new PasswordHasher() },
    {
      // Awaited before anything starts: whatever is there is somebody's from then on.
      provide: SetupService,
      inject: [APP_CONFIG, AccountService, APP_LOGGER],
      useFactory: (config: AppConfig, accounts: AccountService, logger: Logger) =>
        SetupService.open(config, accounts, logger),
    },
  ],
  exports: [AuthGuard, AuthenticationService, LiveConnections, SetupService],
})
export class AuthModule {}
