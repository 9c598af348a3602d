// A page that is opened from disk may not fetch another one. The search shows where in a page its words
// are: from disk, a script brings the texts of all pages for it.
if (location.protocol === "file:" && typeof Search !== "undefined") {
  const texts = new Promise((resolve) => { Search.texts = resolve; });
  const script = document.createElement("script");
  script.src = document.documentElement.dataset.content_root + "_static/texts.js";
  document.head.append(script);
  Search.htmlToText = (text) => text;
  window.fetch = async (address) => {
    const name = address.slice(document.documentElement.dataset.content_root.length);
    const all = await texts;
    return { text: async () => all[name.replace(/\.html$/, "")] };
  };
}
