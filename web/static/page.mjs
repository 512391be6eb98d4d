// On every page: the theme changes without a new page, and "/" leads to the search field.
const root = document.documentElement;

for (const link of document.querySelectorAll("[data-theme-to]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const theme = link.dataset.themeTo;
    root.dataset.theme = theme;
    document.cookie = `entente-theme=${theme}; path=/; max-age=31536000; samesite=strict`;
    document.querySelector(`[data-theme-to]:not([data-theme-to="${theme}"])`)?.focus();
  });
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, select, textarea, [contenteditable]");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    document.getElementById("find").focus();
  }
});
