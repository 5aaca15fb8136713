/**
 * The page that shows the document: Swagger UI's own files, with a page, a style and a start of ours, because
 * its page has styles within that our content security policy does not run, and is not made for phones.
 */
import { createRequire } from 'node:module';

/** Files of the package that the page needs. Nothing else of it is served. */
export const PACKAGE_FILES = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'];

/** Files of ours, by name: media type and text. */
export const OWN_FILES: Record<string, { type: string; text: string }> = {
  'page.css': {
    type: 'text/css',
    text: `body { margin: 0; }
.swagger-ui .wrapper { padding: 0 12px; }
.swagger-ui .opblock .opblock-summary-path { overflow-wrap: anywhere; }
.swagger-ui .response-col_links { display: none; }
.swagger-ui .responses-inner, .swagger-ui .table-container { overflow-x: auto; }
@media (max-width: 640px) {
  .swagger-ui .opblock .opblock-summary-description { display: none; }
  .swagger-ui .opblock .opblock-summary-method { min-width: 64px; }
  .swagger-ui .info { margin: 20px 0; }
}
`,
  },
  'page.js': {
    type: 'text/javascript',
    text: `SwaggerUIBundle({
  url: new URL('../openapi.json', document.currentScript.src).href,
  dom_id: '#api',
  deepLinking: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
  filter: true,
  persistAuthorization: false,
});
`,
  },
};

/** The folder of the package, wherever npm put it: `@nestjs/swagger` brings it. */
export function packageDirectory(): string {
  const ofSwagger = createRequire(createRequire(import.meta.url).resolve('@nestjs/swagger'));
  const find = ofSwagger('swagger-ui-dist/absolute-path.js') as () => string;
  return find();
}

/** `folder` is the absolute path of the page's files, without a slash at the end. */
export function docsPage(folder: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Shoal API</title>
    <link rel="icon" type="image/png" href="${folder}/favicon-32x32.png">
    <link rel="stylesheet" href="${folder}/swagger-ui.css">
    <link rel="stylesheet" href="${folder}/page.css">
  </head>
  <body>
    <div id="api"></div>
    <script src="${folder}/swagger-ui-bundle.js"></script>
    <script src="${folder}/page.js"></script>
  </body>
</html>
`;
}
