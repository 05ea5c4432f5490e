"""What tests look for on an open screen, as scripts for the browser: what is too small, too narrow, too wide."""

NARROW = """() => [...document.querySelectorAll("body *")].filter((each) => {
  const words = [...each.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data.trim()).join("");
  const box = each.getBoundingClientRect();
  if (words.length < 4 || box.width <= 2 || each.closest(".visually-hidden, .skip")) return false;
  if (!each.checkVisibility({ checkVisibilityCSS: true })) return false;  // closed panels have boxes all the same
  const size = parseFloat(getComputedStyle(each).fontSize);
  return box.width < 2.5 * size && box.height > 2.5 * size;
}).map((each) => each.textContent.trim().slice(0, 30))"""
"""Words of four characters and more in a box less than two and a half of them wide, in lines below each other."""
TARGETS = """() => {
  const parts = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")];
  const shown = parts.filter((one) => one.checkVisibility({ checkVisibilityCSS: true }));
  return shown.filter((one) => !one.closest(".visually-hidden, .skip") && one.offsetWidth).flatMap((one) => {
    const target = ["checkbox", "radio"].includes(one.type) ? (one.closest("label") ?? one) : one;
    const { width, height } = target.getBoundingClientRect();
    if (width > 43.9 && height > 43.9) return [];
    return [`${one.localName}.${one.className} ${one.textContent.trim().slice(0, 20)}: ${width} x ${height}`];
  });
}"""
"""What is touched, and is less than 44 px high or wide (a box to tick: with its label)."""
MENU = """() => [...document.querySelectorAll("nav[aria-label=主なメニュー] a")].map((one) => [
  one.closest("nav").className, one.getAttribute("href")])"""
HELP = """() => [...document.querySelectorAll(".help-link")].map((one) => one.getAttribute("href"))"""
SIDEWAYS = """(size) => {
  document.documentElement.style.fontSize = size;
  return document.documentElement.scrollWidth > innerWidth;
}"""
LEAF = """() => document.querySelector("[data-part=leaf]")?.getBoundingClientRect().height ?? innerHeight"""
