import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsString,
  Matches,
  MaxLength,
  MinLength,
} from 'class-validator';
import type { CategoryDto, PutCategoryRequest, PutTagRequest, TagDto } from '@shared/dto/label.js';
import { IfGiven, IfGivenAndNotNull, IsRateLimit } from '../../http/validators.ts';
import {
  BooleanProperty,
  IntegerProperty,
  RateLimitProperty,
  TextListProperty,
  TextProperty,
} from '../../openapi/properties.ts';
import { LABEL, LABEL_MESSAGE, LONGEST_LABEL } from '../label-name.pipe.ts';

const MOST_TAGS = 50;
const LONGEST_PATH = 4_000;
const optional = { required: false } as const;

export class TagResponse implements TagDto {
  @TextProperty({ description: 'Its name.' })
  name!: string;

  @IntegerProperty({ description: 'How many downloads have it.' })
  downloads!: number;
}

export class PutTagDto implements PutTagRequest {
  @TextProperty({
    ...optional,
    description: 'Another name; where a tag of that name is there already, they become one.',
  })
  @IfGiven()
  @IsString()
  @MaxLength(LONGEST_LABEL)
  @Matches(LABEL, { message: LABEL_MESSAGE })
  name?: string;
}

export class CategoryResponse implements CategoryDto {
  @TextProperty({ description: 'Its name.' })
  name!: string;

  @IntegerProperty({ description: 'How many downloads are in it.' })
  downloads!: number;

  @TextProperty({
    nullable: true,
    description: 'Folder of new downloads; null is the default one.',
  })
  directory!: string | null;

  @BooleanProperty({ description: 'Whether new ones fetch their pieces in order.' })
  sequential!: boolean;

  @BooleanProperty({ description: 'Whether the first and last pieces of files come first.' })
  firstLastPieces!: boolean;

  @RateLimitProperty({ description: 'Of each new download; null is no limit.' })
  downloadLimit!: number | null;

  @RateLimitProperty({ description: 'Of each new download; null is no limit.' })
  uploadLimit!: number | null;

  @TextListProperty({ description: 'Tags that new ones get besides their own.' })
  tags!: string[];
}

export class PutCategoryDto implements PutCategoryRequest {
  @TextProperty({ ...optional, description: 'Another name, on all of its downloads too.' })
  @IfGiven()
  @IsString()
  @MaxLength(LONGEST_LABEL)
  @Matches(LABEL, { message: LABEL_MESSAGE })
  name?: string;

  @TextProperty({
    ...optional,
    nullable: true,
    description: 'Folder of new downloads, absolute, below an allowed one. No files are moved.',
  })
  @IfGivenAndNotNull()
  @IsString()
  @MinLength(1)
  @MaxLength(LONGEST_PATH)
  directory?: string | null;

  @BooleanProperty({ ...optional, description: 'Whether new ones fetch their pieces in order.' })
  @IfGiven()
  @IsBoolean()
  sequential?: boolean;

  @BooleanProperty({
    ...optional,
    description: 'Whether the first and last pieces of files come first.',
  })
  @IfGiven()
  @IsBoolean()
  firstLastPieces?: boolean;

  @RateLimitProperty({ ...optional, description: 'Of each new download; null is no limit.' })
  @IfGivenAndNotNull()
  @IsRateLimit()
  downloadLimit?: number | null;

  @RateLimitProperty({ ...optional, description: 'Of each new download; null is no limit.' })
  @IfGivenAndNotNull()
  @IsRateLimit()
  uploadLimit?: number | null;

  @TextListProperty({ ...optional, description: 'Tags that new ones get besides their own.' })
  @IfGiven()
  @IsArray()
  @ArrayMaxSize(MOST_TAGS)
  @IsString({ each: true })
  @MinLength(1, { each: true })
  @MaxLength(LONGEST_LABEL, { each: true })
  tags?: string[];
}
