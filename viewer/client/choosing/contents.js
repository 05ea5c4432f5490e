/** The table of contents in its drawer, and the links that a page itself carries. */

const DEEPEST = 3;

export class Contents {
  #bus;
  #body;
  #layer;
  #links;
  #entries = [];

  /** @param {{outline: {title: string, page: number, depth: number}[], links: Object<string, {page, x0, y0, x1, y1}[]>}} contents
   *  corners of links are fractions of the page */
  constructor({ bus, body, layer, contents, signal }) {
    this.#bus = bus;
    this.#body = body;
    this.#layer = layer;
    this.#links = contents.links ?? {};
    this.#build(contents.outline ?? []);
    for (const part of [body, layer]) part.addEventListener("click", (event) => this.#choose(event), { signal });
    bus.on("page-chosen", ({ number }) => this.#mark(number));
    bus.on("page-shown", ({ number }) => this.#overlay(this.#links[number] ?? []));
  }

  #build(outline) {
    if (outline.length === 0) {
      const words = document.createElement("p");
      words.textContent = "この資料には目次がありません。「ページ」で全体を見わたせます。";
      this.#body.replaceChildren(words);
      return;
    }
    const list = document.createElement("ol");
    list.className = "outline";
    const top = Math.min(...outline.map(({ depth }) => depth));
    for (const { title, page, depth } of outline) {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = `?p=${page}`;
      link.dataset.page = String(page);
      link.classList.add(`depth-${Math.min(depth - top, DEEPEST)}`);
      link.append(this.#span("words", title), this.#span("at num", String(page)));
      item.append(link);
      list.append(item);
      this.#entries.push(link);
    }
    this.#body.replaceChildren(list);
  }

  #span(className, words) {
    const span = document.createElement("span");
    span.className = className;
    span.textContent = words;
    return span;
  }

  #choose(event) {
    const link = event.target.closest("a[data-page]");
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.#bus.say("go", Number(link.dataset.page));
    if (this.#body.contains(link)) this.#bus.say("drawer-done");
  }

  /** Marks the chapter that a page belongs to, and lays the page's own links over it. */
  follow(number) {
    this.#mark(number);
    this.#overlay(this.#links[number] ?? []);
  }

  #mark(number) {
    let current = null;
    for (const link of this.#entries) {
      link.removeAttribute("aria-current");
      if (Number(link.dataset.page) <= number) current = link;
    }
    current?.setAttribute("aria-current", "true");
  }

  #overlay(links) {
    this.#layer.replaceChildren(
      ...links.map(({ page, x0, y0, x1, y1 }) => {
        const link = document.createElement("a");
        link.href = `?p=${page}`;
        link.dataset.page = String(page);
        link.setAttribute("aria-label", `${page} ページへ`);
        Object.assign(link.style, {
          left: `${x0 * 100}%`,
          top: `${y0 * 100}%`,
          width: `${(x1 - x0) * 100}%`,
          height: `${(y1 - y0) * 100}%`,
        });
        return link;
      }),
    );
    this.#layer.hidden = links.length === 0;
  }
}
