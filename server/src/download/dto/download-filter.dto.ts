import { ArrayMaxSize, IsBoolean, IsIn, IsString, MaxLength } from 'class-validator';
import {
  DOWNLOAD_ERROR_CODES,
  DOWNLOAD_STATES,
  type DownloadErrorCode,
  type DownloadFilter,
  type DownloadState,
} from '@shared/dto/download.js';
import { AsBoolean, AsList, IfGiven } from '../../http/validators.ts';
import {
  BooleanProperty,
  ChoiceListProperty,
  TextListProperty,
  TextProperty,
} from '../../openapi/properties.ts';

const LONGEST_SEARCH = 200;
const LONGEST_HOST = 300;
const LONGEST_LABEL = 100;
const MOST_LABELS = 50;
const optional = { required: false } as const;

/** Of the list's query, and of what is done to many downloads at once. */
export class DownloadFilterDto implements DownloadFilter {
  @ChoiceListProperty('DownloadState', DOWNLOAD_STATES, {
    ...optional,
    description: 'Those in one of these states.',
  })
  @IfGiven()
  @AsList()
  @IsIn(DOWNLOAD_STATES, { each: true })
  state?: DownloadState[];

  @ChoiceListProperty('DownloadErrorCode', DOWNLOAD_ERROR_CODES, {
    ...optional,
    description: 'Those in error with one of these codes.',
  })
  @IfGiven()
  @AsList()
  @IsIn(DOWNLOAD_ERROR_CODES, { each: true })
  errorCode?: DownloadErrorCode[];

  @BooleanProperty({ ...optional, description: 'Those that move data right now, or that do not.' })
  @IfGiven()
  @AsBoolean()
  @IsBoolean()
  active?: boolean;

  @TextListProperty({
    ...optional,
    description: 'Those with all of these tags; an empty text stands for none at all.',
  })
  @IfGiven()
  @AsList({ commas: false })
  @ArrayMaxSize(MOST_LABELS)
  @IsString({ each: true })
  @MaxLength(LONGEST_LABEL, { each: true })
  tag?: string[];

  @TextListProperty({
    ...optional,
    description: 'Those in one of these categories; an empty text stands for none.',
  })
  @IfGiven()
  @AsList({ commas: false })
  @ArrayMaxSize(MOST_LABELS)
  @IsString({ each: true })
  @MaxLength(LONGEST_LABEL, { each: true })
  category?: string[];

  @TextListProperty({
    ...optional,
    description:
      'Those that one of these accounts added, by their names; an empty text stands for nobody who is known.',
  })
  @IfGiven()
  @AsList({ commas: false })
  @ArrayMaxSize(MOST_LABELS)
  @IsString({ each: true })
  @MaxLength(LONGEST_LABEL, { each: true })
  addedBy?: string[];

  @BooleanProperty({
    ...optional,
    description: 'Those whose torrent is private (BEP 27), or is not.',
  })
  @IfGiven()
  @AsBoolean()
  @IsBoolean()
  private?: boolean;

  @TextProperty({
    ...optional,
    description: 'Those that announce to this host, with its port or without.',
    example: 'tracker.example.org',
  })
  @IfGiven()
  @IsString()
  @MaxLength(LONGEST_HOST)
  tracker?: string;

  @TextProperty({
    ...optional,
    description:
      'Words, case folded, that are all in the name or in the paths of the files. Several in double quotes are ' +
      'one, with the blanks between them.',
    example: 'ubuntu "24.04 desktop"',
  })
  @IfGiven()
  @IsString()
  @MaxLength(LONGEST_SEARCH)
  search?: string;
}
