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
  const meant = shown.filter((one) => !one.closest(".visually-hidden, .skip, .sheet-links") && one.offsetWidth);
  return meant.flatMap((one) => {
    const target = ["checkbox", "radio"].includes(one.type) ? (one.closest("label") ?? one) : one;
    const { width, height } = target.getBoundingClientRect();
    if (width > 43.9 && height > 43.9) return [];
    return [`${one.localName}.${one.className} ${one.textContent.trim().slice(0, 20)}: ${width} x ${height}`];
  });
}"""
"""What is touched, and is less than 44 px high or wide (a box to tick: with its label).

Links of a paper's own page lie where they are printed, and are left out: a finger beside one hits it (`meantBox`)."""
MENU = """() => [...document.querySelectorAll("nav[aria-label=主なメニュー] a")].map((one) => [
  one.closest("nav").className, one.getAttribute("href")])"""
HELP = """() => [...document.querySelectorAll(".help-link")].map((one) => one.getAttribute("href"))"""
SIDEWAYS = """(size) => {
  document.documentElement.style.fontSize = size;
  return document.documentElement.scrollWidth > innerWidth;
}"""
LEAF = """() => document.querySelector("[data-part=leaf]")?.getBoundingClientRect().height ?? innerHeight"""
BEYOND = """() => {
  const shown = (one) => one.checkVisibility({ checkVisibilityCSS: true }) && !one.closest(".visually-hidden, .skip");
  const frames = (each) => {
    const { overflowX } = getComputedStyle(each);
    if (overflowX === "hidden" || overflowX === "clip") return true;
    return overflowX !== "visible" && each.matches(".table, .table-wrap, pre");
  };
  const known = new Map();  // a long table asks for the same parents thousands of times
  const isFramed = ({ parentElement }) => {  // in a table that scrolls by itself; or cut, which is told apart
    if (!parentElement || parentElement === document.body) return false;
    if (!known.has(parentElement)) known.set(parentElement, frames(parentElement) || isFramed(parentElement));
    return known.get(parentElement);
  };
  return [...document.querySelectorAll("body *")].filter((one) => {
    const { right, left, width, height } = one.getBoundingClientRect();
    return width > 1 && height > 1 && (right > innerWidth + 1 || left < -1) && shown(one) && !isFramed(one);
  }).map((one) => `${one.localName}.${one.className} ${one.textContent.trim().slice(0, 20)}`);
}"""
"""What stands beyond the sides of the screen, but in a table that scrolls in a frame of its own."""
CUT = """() => [...document.querySelectorAll("body *")].filter((one) => {
  if (!one.textContent.trim() || one.closest(".visually-hidden, .skip, svg")) return false;
  if (!one.checkVisibility({ checkVisibilityCSS: true }) || one.clientWidth < 2) return false;
  const { overflowX, overflowY } = getComputedStyle(one);
  const hides = (how) => how === "hidden" || how === "clip";
  return (hides(overflowX) && one.scrollWidth > one.clientWidth + 2)
    || (hides(overflowY) && one.scrollHeight > one.clientHeight + 2);
}).map((one) => `${one.localName}.${one.className} ${one.textContent.trim().slice(0, 20)}`)"""
"""Words that are cut off, because what holds them hides what does not fit."""
OVERLAPPING = """() => {
  const hovers = (one) => {
    for (let each = one; each; each = each.parentElement)
      if (["fixed", "sticky"].includes(getComputedStyle(each).position)) return true;
    return false;
  };
  const touched = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  const parts = [...document.querySelectorAll(touched)].filter((one) =>
    one.checkVisibility({ checkVisibilityCSS: true, checkOpacity: true }) && one.offsetWidth > 2
    && !one.closest(".visually-hidden, .skip") && !hovers(one));
  const seen = (one) => [...one.getClientRects()].map((box) => {  // what its frames leave of it
    let [left, top, right, bottom] = [box.left, box.top, box.right, box.bottom];
    for (let each = one.parentElement; each && each !== document.body; each = each.parentElement) {
      if (getComputedStyle(each).overflowY === "visible") continue;
      const frame = each.getBoundingClientRect();
      [left, top] = [Math.max(left, frame.left), Math.max(top, frame.top)];
      [right, bottom] = [Math.min(right, frame.right), Math.min(bottom, frame.bottom)];
    }
    return { left, top, right, bottom };
  });
  const boxes = parts.map((one) => [one, seen(one)]);
  const over = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2;
  const found = [];
  for (const [at, [one, its]] of boxes.entries())
    for (const [other, theirs] of boxes.slice(at + 1))
      if (!one.contains(other) && !other.contains(one) && its.some((a) => theirs.some((b) => over(a, b))))
        found.push([one, other].map((each) => `${each.localName}.${each.className} ${
          each.textContent.trim().slice(0, 15)}`).join(" | "));
  return found;
}"""
"""What is touched, and lies over something else that is touched. Bars that stay while the rest scrolls are left out."""
