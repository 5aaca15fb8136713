/*
 * Applies the remembered colour scheme before the first paint. A file of its own, since the page's content
 * security policy allows no inline script; app/ui/theme.ts writes the same key.
 */
(function () {
  try {
    var theme = localStorage.getItem('shoal.theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  } catch {
    /* Storage may be blocked: the system's scheme it is. */
  }
})();
