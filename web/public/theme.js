/* Sets the colour theme before anything is painted; a file of its own because the content policy allows no inline script. */
(() => {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const apply = () => {
    let chosen = null;
    try {
      chosen = localStorage.getItem('hanse-theme');
    } catch {
      /* Storage may be blocked: then the system decides. */
    }
    const theme =
      chosen === 'dark' || chosen === 'light' ? chosen : dark.matches ? 'dark' : 'light';
    document.documentElement.dataset.theme = theme;
  };
  apply();
  dark.addEventListener('change', apply);
})();
