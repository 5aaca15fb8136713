import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Param, Put } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequireScope } from '../auth/access.ts';
import { givenFields } from '../http/given-fields.ts';
import { DIRECTORY_PROBLEMS } from '../openapi/problem-catalogue.ts';
import { ApiProblems } from '../openapi/problem.dto.ts';
import type { CategoryDto, TagDto } from '@shared/dto/label.js';
import { CategoryResponse, PutCategoryDto, PutTagDto, TagResponse } from './dto/label.dto.ts';
import { LabelNamePipe } from './label-name.pipe.ts';
import { LabelService } from './label.service.ts';

@ApiTags('labels')
@Controller()
export class LabelController {
  constructor(private readonly labels: LabelService) {}

  @Get('tags')
  @RequireScope('read')
  @ApiOperation({ summary: 'All tags, with how many downloads have each' })
  @ApiOkResponse({ type: [TagResponse] })
  listTags(): Promise<TagDto[]> {
    return this.labels.tags();
  }

  @Put('tags/:name')
  @RequireScope('control')
  @ApiOperation({ summary: 'Makes a tag, or gives it another name on all downloads' })
  @ApiOkResponse({ type: TagResponse })
  putTag(@Param('name', LabelNamePipe) name: string, @Body() request: PutTagDto): Promise<TagDto> {
    return this.labels.putTag(name, givenFields(request));
  }

  @Delete('tags/:name')
  @RequireScope('control')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({ summary: 'Takes the tag away from all downloads; one that is not there is so' })
  @ApiNoContentResponse()
  deleteTag(@Param('name', LabelNamePipe) name: string): Promise<void> {
    return this.labels.deleteTag(name);
  }

  @Get('categories')
  @RequireScope('read')
  @ApiOperation({ summary: 'All categories, with what new downloads of each begin with' })
  @ApiOkResponse({ type: [CategoryResponse] })
  listCategories(): Promise<CategoryDto[]> {
    return this.labels.categories();
  }

  @Put('categories/:name')
  @RequireScope('control')
  @ApiOperation({ summary: 'Makes a category, changes what its new downloads get, or renames it' })
  @ApiOkResponse({ type: CategoryResponse })
  @ApiProblems('category-exists', ...DIRECTORY_PROBLEMS)
  putCategory(
    @Param('name', LabelNamePipe) name: string,
    @Body() request: PutCategoryDto,
  ): Promise<CategoryDto> {
    return this.labels.putCategory(name, givenFields(request));
  }

  @Delete('categories/:name')
  @RequireScope('control')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({ summary: 'Takes all downloads out of the category, which is gone then' })
  @ApiNoContentResponse()
  deleteCategory(@Param('name', LabelNamePipe) name: string): Promise<void> {
    return this.labels.deleteCategory(name);
  }
}
