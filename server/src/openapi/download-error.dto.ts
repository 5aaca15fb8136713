/** Why a download, or the metadata of a magnet link, came to nothing. */
import {
  DOWNLOAD_ERROR_CODES,
  type DownloadErrorCode,
  type DownloadErrorDto,
} from '@shared/dto/download.js';
import { ChoiceProperty, TextProperty } from './properties.ts';

export class DownloadErrorResponse implements DownloadErrorDto {
  @ChoiceProperty('DownloadErrorCode', DOWNLOAD_ERROR_CODES, {
    description: 'What kind of fault it is.',
  })
  code!: DownloadErrorCode;

  @TextProperty({ description: 'What is wrong and what to do.' })
  message!: string;
}
