/** Where the sheet lies in the leaf and how large. Lengths are CSS pixels; scale is CSS pixels per pixel of the page image. */

const MARGIN = 12;
const WIDEST_READING = 896; // beyond this a line of an A4 page is longer than the eye likes
const NEARLY = 1.02;

const clamp = (value, least, most) => Math.min(Math.max(value, least), most);

export class View {
  #bus;
  #leaf;
  #sheet;
  #page = { width: 1, height: 1, finest: 4 };
  #isPlaced = false;
  #wasWide = false;
  #wasHome = true;
  #drawnScale = 1;
  #fit = "page"; // or "width"
  scale = 1;
  x = 0;
  y = 0;

  constructor({ bus, leaf, sheet, signal }) {
    this.#bus = bus;
    this.#leaf = leaf;
    this.#sheet = sheet;
    this.#fit = this.#isWide() ? "width" : "page";
    this.#wasWide = this.#isWide();
    const measure = () => this.#remeasure();
    if (typeof ResizeObserver === "function") {
      const observer = new ResizeObserver(measure);
      observer.observe(leaf);
      signal.addEventListener("abort", () => observer.disconnect());
    } else {
      window.addEventListener("resize", measure, { signal });
    }
  }

  get homeScale() {
    const whole = this.#wholeScale();
    if (this.#fit === "page") return whole;
    return Math.max(whole, Math.min(this.#leaf.clientWidth - 2 * MARGIN, WIDEST_READING) / this.#page.width);
  }

  get isHome() {
    return this.scale <= this.homeScale * NEARLY;
  }

  /** @param {{width: number, height: number, finest: number}} page size of the page image, and its sharpest zoom */
  showPage(page) {
    this.#page = page;
    this.#isPlaced = true;
    this.#sheet.classList.add("is-placed");
    this.home();
  }

  /** The finer pictures of this page have become known; nothing moves. */
  refine(finest) {
    this.#page.finest = finest;
    this.settle();
  }

  /** Back to the size in which this screen is read. */
  home() {
    this.scale = this.homeScale;
    this.x = (this.#leaf.clientWidth - this.#page.width * this.scale) / 2;
    this.y = MARGIN;
    this.settle();
  }

  /** Whole page, then page width, then whole page again. */
  toggleFit() {
    if (this.isHome) this.#fit = this.#fit === "page" ? "width" : "page";
    this.home();
  }

  /** Scales about a point of the leaf; call settle() when the fingers are gone. */
  zoomTo(scale, about = this.#middle()) {
    const next = clamp(scale, this.#wholeScale(), this.#largestScale());
    const share = next / this.scale;
    this.x = about.x - (about.x - this.x) * share;
    this.y = about.y - (about.y - this.y) * share;
    this.scale = next;
    this.#keepInside();
    this.#move();
  }

  /** Moves the sheet; returns how far beyond the edge the finger wanted to go. */
  panBy(dx, dy) {
    const wanted = { x: this.x + dx, y: this.y + dy };
    this.x = wanted.x;
    this.y = wanted.y;
    this.#keepInside();
    this.#move();
    return { x: wanted.x - this.x, y: wanted.y - this.y };
  }

  /** What a finger may move: +1/-1 free in that direction. */
  canPan(dx, dy) {
    const box = this.#bounds();
    const free = (at, [least, most], step) => (step < 0 ? at > least + 1 : step > 0 ? at < most - 1 : false);
    return { x: free(this.x, box.x, dx), y: free(this.y, box.y, dy) };
  }

  /** Lets the whole sheet follow a swiping finger without changing its place. */
  lean(dx) {
    this.#move(dx);
    this.#sheet.classList.toggle("is-gliding", dx === 0);
  }

  /** Draws at the real size, so that the browser does not stretch a small picture, and says that the view has changed. */
  settle() {
    if (!this.#isPlaced) return;
    this.#keepInside();
    this.#drawnScale = this.scale;
    this.#wasHome = this.isHome;
    this.#sheet.style.width = `${this.#page.width * this.scale}px`;
    this.#sheet.style.height = `${this.#page.height * this.scale}px`;
    this.#move();
    this.#leaf.classList.toggle("can-drag", !this.isHome);
    this.#bus.say("view-settled", this);
  }

  /** The part of the page that is on the screen, as fractions of the page. */
  visible() {
    const width = this.#page.width * this.scale;
    const height = this.#page.height * this.scale;
    return {
      left: clamp(-this.x / width, 0, 1),
      top: clamp(-this.y / height, 0, 1),
      right: clamp((this.#leaf.clientWidth - this.x) / width, 0, 1),
      bottom: clamp((this.#leaf.clientHeight - this.y) / height, 0, 1),
    };
  }

  /** The screen was turned, or the strip opened: what was being read stays in sight. */
  #remeasure() {
    const readTo = (MARGIN - this.y) / (this.#page.height * this.scale);
    const isTurned = this.#wasWide !== this.#isWide();
    if (isTurned) {
      this.#wasWide = !this.#wasWide;
      this.#fit = this.#wasWide ? "width" : "page";
    }
    if (isTurned || this.#wasHome) {
      this.home();
      this.y = MARGIN - readTo * this.#page.height * this.scale;
    }
    this.settle();
  }

  #isWide() {
    return this.#leaf.clientWidth > this.#leaf.clientHeight;
  }

  #middle() {
    return { x: this.#leaf.clientWidth / 2, y: this.#leaf.clientHeight / 2 };
  }

  #wholeScale() {
    const width = (this.#leaf.clientWidth - 2 * MARGIN) / this.#page.width;
    const height = (this.#leaf.clientHeight - 2 * MARGIN) / this.#page.height;
    return Math.max(Math.min(width, height), 0.01);
  }

  /** A little beyond the sharpest picture there is; at least three times the whole page. */
  #largestScale() {
    const sharpest = (this.#page.finest * 1.25) / (window.devicePixelRatio || 1);
    return Math.max(sharpest, this.#wholeScale() * 3);
  }

  #bounds() {
    const along = (room, size) => {
      const rest = room - size;
      return rest >= 2 * MARGIN ? [rest / 2, rest / 2] : [Math.min(rest - MARGIN, MARGIN), MARGIN];
    };
    return {
      x: along(this.#leaf.clientWidth, this.#page.width * this.scale),
      y: along(this.#leaf.clientHeight, this.#page.height * this.scale),
    };
  }

  #keepInside() {
    const box = this.#bounds();
    this.x = clamp(this.x, ...box.x);
    this.y = clamp(this.y, ...box.y);
  }

  #move(lean = 0) {
    const stretch = this.scale / this.#drawnScale;
    this.#sheet.classList.remove("is-gliding");
    const stretching = Math.abs(stretch - 1) > 0.0001 ? ` scale(${stretch})` : "";
    this.#sheet.style.transform = `translate(${this.x + lean}px, ${this.y}px)${stretching}`;
  }
}
