// Sets theme and language before the first paint. A file of its own, because the content security policy allows no inline script.
(function () {
  function kept(key) {
    try { return localStorage.getItem(key); } catch (_) { return null; }
  }
  var theme = kept("lectern-theme");
  if (theme !== "light" && theme !== "dark") theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  document.documentElement.setAttribute("data-mantine-color-scheme", theme);
  var language = kept("lectern-language");
  if (language !== "ru" && language !== "en") language = (navigator.language || "").toLowerCase().indexOf("ru") === 0 ? "ru" : "en";
  document.documentElement.lang = language;
})();
