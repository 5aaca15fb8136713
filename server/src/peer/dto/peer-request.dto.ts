import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsString,
  MaxLength,
  MinLength,
} from 'class-validator';
import { MAX_ADDED_PEERS, type AddBanRequest, type AddPeersRequest } from '@shared/dto/peer.js';
import { IfGiven } from '../../http/validators.ts';
import { TextListProperty, TextProperty } from '../../openapi/properties.ts';

const LONGEST_ADDRESS = 60;
const LONGEST_REASON = 200;

export class AddPeersDto implements AddPeersRequest {
  @TextListProperty({
    description: 'Addresses with ports, IPv6 in brackets; no host names.',
    example: ['192.0.2.1:51413', '[2001:db8::1]:51413'],
  })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_ADDED_PEERS)
  @IsString({ each: true })
  @MaxLength(LONGEST_ADDRESS, { each: true })
  peers!: string[];
}

export class AddBanDto implements AddBanRequest {
  @TextProperty({
    description: 'An address, or a network in CIDR notation.',
    example: '192.0.2.0/24',
  })
  @IsString()
  @MinLength(1)
  @MaxLength(LONGEST_ADDRESS)
  network!: string;

  @TextProperty({ required: false, description: 'Why, for whoever reads the list later.' })
  @IfGiven()
  @IsString()
  @MaxLength(LONGEST_REASON)
  reason?: string;
}
