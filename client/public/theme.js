/*
 * Applies the remembered theme before the first paint. A file of its own, since the page's content security policy allows
 * no inline script; app/ui/theme.ts reads the same key and sets the same attributes from then on.
 */
(function () {
  var root = document.documentElement;
  var theme = '';
  try {
    theme = localStorage.getItem('shoal.theme') || '';
  } catch {
    /* Storage may be blocked: the system's scheme it is. */
  }
  var scheme = /^(?:contrast-)?(light|dark|oled)$/.exec(theme);
  if (scheme) root.dataset.theme = scheme[1];
  if (theme.startsWith('contrast-') || matchMedia('(prefers-contrast: more)').matches) {
    root.dataset.contrast = 'more';
  }
})();
