/** The REST calls about tags and categories. */
import { HttpClient } from '@angular/common/http';
import { Service, inject } from '@angular/core';
import type { CategoryDto, PutCategoryRequest, PutTagRequest, TagDto } from '@shared/dto/label.js';
import { firstValueFrom } from 'rxjs';
import { SERVER_BASE } from './server-address';

@Service()
export class LabelApi {
  private readonly http = inject(HttpClient);
  private readonly root = `${inject(SERVER_BASE)}api/`;

  tags(): Promise<TagDto[]> {
    return firstValueFrom(this.http.get<TagDto[]>(`${this.root}tags`));
  }

  /** Makes the tag, or gives it another name on all downloads. */
  putTag(name: string, request: PutTagRequest = {}): Promise<TagDto> {
    return firstValueFrom(this.http.put<TagDto>(this.url('tags', name), request));
  }

  /** Takes it away from all downloads. */
  deleteTag(name: string): Promise<unknown> {
    return firstValueFrom(this.http.delete(this.url('tags', name)));
  }

  categories(): Promise<CategoryDto[]> {
    return firstValueFrom(this.http.get<CategoryDto[]>(`${this.root}categories`));
  }

  /** Makes the category, or changes what its new downloads begin with: what is left out is as in a new one. */
  putCategory(name: string, request: PutCategoryRequest): Promise<CategoryDto> {
    return firstValueFrom(this.http.put<CategoryDto>(this.url('categories', name), request));
  }

  /** Its downloads are in none then. */
  deleteCategory(name: string): Promise<unknown> {
    return firstValueFrom(this.http.delete(this.url('categories', name)));
  }

  private url(kind: 'tags' | 'categories', name: string): string {
    return `${this.root}${kind}/${encodeURIComponent(name)}`;
  }
}
