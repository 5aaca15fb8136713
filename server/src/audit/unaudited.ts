/** Of routes that change nothing of the server, though their method says so: they leave no trace in the audit log. */
import { SetMetadata } from '@nestjs/common';

export const UNAUDITED = 'shoal:unaudited';

export const Unaudited = (): MethodDecorator & ClassDecorator => SetMetadata(UNAUDITED, true);
