/** What others share with the person on one paper: drawn under the person's own notes, with whose it is, and hidden one by one. */

import { notedAddress, shownAddress } from "../addresses.js";
import { element, maybe } from "../ground/dom.js";
import { Refusal } from "../ground/refusal.js";
import { keepChoice, keptChoice } from "../keeping/choice.js";
import { Layer } from "./layer.js";
import { whoseOn } from "./whose.js";

/** @typedef {import("./whose.js").Owner} Owner */
/** @typedef {import("./whose.js").ShownPage} ShownPage */

const HIDDEN = "gijo-shown-hidden"; // ids of people whose notes are hidden on this tablet, by the id of who hides them

export class Shown {
  #bus;
  #line;
  #version;
  #person;
  #link;
  #bar = element("div", "shown-bar");
  #leaf;
  /** @type {Map<HTMLElement, Layer>} of other open pages, by the frame in which each lies */
  #frames = new Map();
  /** @type {Map<string, Owner>} */
  #owners = new Map();
  /** @type {Map<number, ShownPage[]>} */
  #pages = new Map();
  #hidden = new Set();
  /** @type {number[] | null} pages that the person shares; null for all */
  #sharing = [];
  #state = ""; // of what is known here, as the server names it
  #isAsking = false;
  #isToAsk = false;

  /**
   * @param {{bus: import("../ground/bus.js").Bus, line: import("../line.js").Line, root: HTMLElement, leaf: HTMLElement, layer: HTMLElement,
   *   version: string, person: string, signal: AbortSignal}} parts
   */
  constructor({ bus, line, root, leaf, layer, version, person, signal }) {
    this.#bus = bus;
    this.#line = line;
    this.#version = version;
    this.#person = person;
    this.#link = maybe(root, '[data-part="share-notes"]', HTMLAnchorElement);
    this.#leaf = new Layer(layer);
    const kept = keptChoice(HIDDEN)[person];
    if (Array.isArray(kept)) this.#hidden = new Set(kept);
    this.#bar.setAttribute("role", "group");
    this.#bar.setAttribute("aria-label", "共有されたメモ");
    this.#bar.hidden = true;
    leaf.append(this.#bar);
    bus.on("page-shown", ({ number }) => this.#turn(this.#leaf, number));
    bus.on("frame-laid", ({ frame, number }) => this.#turn(this.#layerIn(frame), number));
    bus.on("view-settled", () => this.#draw());
    bus.on("notes-indexed", (told) => this.#learn(told));
    for (const over of /** @type {const} */ (["session-over", "paper-over"])) bus.on(over, () => this.#forget());
    document.addEventListener("shown-notes-news", () => this.#ask(), { signal });
  }

  /**
   * @param {Layer | null} layer
   * @param {number} number
   */
  #turn(layer, number) {
    if (!layer) return;
    layer.number = number;
    this.#draw();
  }

  /**
   * The layer of a page that lies in a frame, under that of the person's own notes; null where notes have no place.
   * @param {HTMLElement} frame
   */
  #layerIn(frame) {
    const own = maybe(frame, ".notes");
    const held = this.#frames.get(frame);
    if (held || !own) return held ?? null;
    const made = element("div", "notes is-shown");
    own.before(made);
    const layer = new Layer(made);
    this.#frames.set(frame, layer);
    return layer;
  }

  get #layers() {
    return [this.#leaf, ...this.#frames.values()];
  }

  /** There is news: what is shared now is asked for, once more when news came meanwhile. */
  async #ask() {
    if (this.#leaf.number === 0) return; // asked for when the first page is there
    if (this.#isAsking) {
      this.#isToAsk = true;
      return;
    }
    this.#isAsking = true;
    try {
      const told = await this.#line.json(notedAddress(this.#version));
      await this.#learn(/** @type {import("../noting/post.js").Noted} */ (told));
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal; // asked for again at the next news, or with the next page
    } finally {
      this.#isAsking = false;
    }
    if (!this.#isToAsk) return;
    this.#isToAsk = false;
    await this.#ask();
  }

  /** @param {{sharing: number[] | null, shown: string}} told */
  async #learn({ sharing, shown }) {
    this.#sharing = sharing;
    if (shown === "") this.#empty();
    else if (shown !== this.#state) {
      this.#state = shown; // before it is asked for: each reading is recorded
      await this.#load();
    }
    this.#draw();
  }

  async #load() {
    /** @type {Map<string, Owner>} */
    const owners = new Map();
    /** @type {Map<number, ShownPage[]>} */
    const pages = new Map();
    let next = 0;
    try {
      do {
        const told = await this.#line.json(shownAddress(this.#version, next));
        const piece = /** @type {{owners: Owner[], pages: Record<string, ShownPage[]>, next: number}} */ (told);
        for (const owner of piece.owners) owners.set(owner.id, owner);
        for (const [page, shown] of Object.entries(piece.pages)) pages.set(Number(page), shown);
        next = piece.next;
      } while (next > 0);
      this.#owners = owners;
      this.#pages = pages;
    } catch (refusal) {
      this.#state = "";
      if (!(refusal instanceof Refusal)) throw refusal;
      if (refusal.status !== 0) this.#empty(); // refused: nothing of it stays on the screen
    }
    this.#bus.say("shown-known", whoseOn(this.#pages, this.#owners));
  }

  #empty() {
    this.#state = "";
    this.#owners.clear();
    this.#pages.clear();
    this.#bus.say("shown-known", []);
  }

  #forget() {
    this.#empty();
    for (const layer of this.#layers) layer.number = 0;
    this.#draw();
  }

  #draw() {
    for (const layer of this.#layers) {
      const shown = (this.#pages.get(layer.number) ?? []).filter(({ owner }) => !this.#hidden.has(owner));
      layer.show(shown.map(({ owner, marks }) => ({ name: this.#owners.get(owner)?.name ?? "", marks })));
    }
    const numbers = this.#layers.map(({ number }) => number);
    const here = numbers.flatMap((number) => this.#pages.get(number) ?? []);
    this.#bar.replaceChildren(
      ...[...new Set(here.map(({ owner }) => owner))].map((owner) => this.#button(owner, here)),
    );
    this.#bar.hidden = here.length === 0;
    this.#tellSharing();
  }

  /**
   * @param {string} owner
   * @param {ShownPage[]} here what is shown on the open pages
   */
  #button(owner, here) {
    const isShown = !this.#hidden.has(owner);
    const former = here.find((page) => page.owner === owner && page.was > 0)?.was;
    const changed = former ? `（差し替えの前の ${former} ページに書いたもの）` : "";
    const button = element("button", "btn btn-line btn-sm", `${this.#owners.get(owner)?.name ?? ""}のメモ${changed}`);
    button.type = "button";
    button.setAttribute("aria-pressed", String(isShown));
    button.append(element("span", "small", isShown ? "　隠す" : "　見る"));
    button.addEventListener("click", () => this.#turnOwner(owner));
    return button;
  }

  /** @param {string} owner */
  #turnOwner(owner) {
    if (!this.#hidden.delete(owner)) this.#hidden.add(owner);
    keepChoice(HIDDEN, { ...keptChoice(HIDDEN), [this.#person]: [...this.#hidden] });
    this.#draw();
    const name = `${this.#owners.get(owner)?.name ?? ""}のメモ`;
    this.#bus.say("announce", this.#hidden.has(owner) ? `${name}を隠しました。` : `${name}を表示しました。`);
    for (const button of this.#bar.querySelectorAll("button")) if (button.textContent.startsWith(name)) button.focus();
  }

  /** The way to sharing says whether the person shares the notes of the page that is read. */
  #tellSharing() {
    const page = this.#leaf.number;
    if (!this.#link || page === 0) return;
    const isShared = this.#sharing === null || this.#sharing.includes(page);
    this.#link.href = `/papers/${this.#version}/notes/sharing?p=${page}`;
    this.#link.classList.toggle("is-shared", isShared);
    const words = maybe(this.#link, "span:last-child");
    if (words) words.textContent = isShared ? "共有中" : "共有";
  }
}
