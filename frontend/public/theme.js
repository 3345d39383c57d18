// Puts the chosen theme on the page before the first paint; a file of its own because the CSP forbids inline script.
try {
  const theme = localStorage.getItem('theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage can be switched off; then the system decides.
}
