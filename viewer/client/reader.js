/** One reader of one paper, put together inside its own root element. It looks for nothing outside it, so that several can stand
 *  on a page: only the keys and the person's session are the document's. */

import { contentsAddress } from "./addresses.js";
import { openBook } from "./book/book.js";
import { Contents } from "./choosing/contents.js";
import { Drawers } from "./choosing/drawers.js";
import { Found } from "./choosing/found.js";
import { Preview } from "./choosing/preview.js";
import { Search } from "./choosing/search.js";
import { Thumbs } from "./choosing/thumbs.js";
import { Turner } from "./choosing/turner.js";
import { openDoor } from "./door.js";
import { Following } from "./following/following.js";
import { Bus } from "./ground/bus.js";
import { maybe, need } from "./ground/dom.js";
import { Refusal } from "./ground/refusal.js";
import { prepared, useToken } from "./ground/server.js";
import { taken } from "./ground/trail.js";
import { Gestures } from "./hands/gestures.js";
import { focusOnTouch, Keyboard } from "./hands/keyboard.js";
import { wireTools } from "./hands/tools.js";
import { Wheel } from "./hands/wheel.js";
import { keepUp } from "./keeping/lasting.js";
import { hearOfSession } from "./keeping/session.js";
import { Standing } from "./keeping/standing.js";
import { Line } from "./line.js";
import { noteOn } from "./noting/noting.js";
import { Opposite } from "./opposite/opposite.js";
import { paperOf } from "./paper.js";
import { Eyes } from "./sheet/eyes.js";
import { Laying } from "./sheet/laying.js";
import { Onward } from "./sheet/onward.js";
import { Pages } from "./sheet/pages.js";
import { Sizes } from "./sheet/sizes.js";
import { StandIn } from "./sheet/stand-in.js";
import { Turning } from "./sheet/turning.js";
import { View } from "./sheet/view.js";
import { Zoom } from "./sheet/zoom.js";
import { sentenceOf } from "./telling/sentences.js";
import { Signs } from "./telling/signs.js";
import { Words } from "./telling/words.js";
import { Unrolled } from "./unrolled/unrolled.js";

/**
 * What the server says of a paper after its first page.
 * @typedef {{version: string | number, csrf?: string, pages: import("./sheet/sizes.js").PageFacts[],
 *   outline?: import("./choosing/outline.js").Chapter[], links?: Record<string, import("./choosing/contents.js").Link[]>,
 *   numbers?: import("./choosing/numbers.js").Numbers, since?: import("./telling/since.js").Since | null}} Facts
 */

const NO_CONTENTS = "目次を受け取れませんでした。もう一度この資料を開いてください。";

export class Reader {
  #root;
  #paper;
  #ending = new AbortController();
  #bus = new Bus(this.#ending.signal);
  #line = new Line(this.#bus);
  #signs;
  #standing;
  #view;
  #following;
  #laying;
  #turning;
  #keyboard;
  #hasFirst; // whether the page came with its image

  /** @param {HTMLElement} root with `data-reader`, as `app/templates/reading/parts.html` lays it */
  constructor(root) {
    this.#root = root;
    this.#paper = paperOf(root);
    const { signal } = this.#ending;
    const bus = this.#bus;
    const line = this.#line;
    const { material, version, title, count } = this.#paper;
    const sheet = this.#part("sheet");
    const leaf = this.#part("leaf");
    const pages = new Pages({ line, version, count, title });
    const first = need(sheet, ".sheet-page", HTMLImageElement);
    this.#hasFirst = first.hasAttribute("src");
    if (this.#hasFirst) pages.adopt(this.#paper.page, first);
    hearOfSession({ bus, signal });
    this.#standing = new Standing({ bus, line, ...this.#paper, signal });
    this.#signs = new Signs({
      bus,
      bar: this.#part("bar"),
      fault: this.#part("fault"),
      wait: this.#part("wait"),
      coming: this.#part("coming"),
      said: this.#part("said"),
      material,
      signal,
    });
    this.#view = new View({ bus, leaf, sheet, signal });
    this.#following = new Following({ bus, view: this.#view, sheet, isUpright: this.#paper.isRightBound });
    const sizes = new Sizes();
    const zoom = new Zoom({ bus, line, layer: this.#part("cells"), version, sizes, signal });
    const among = { bus, line, leaf, sheet, pages, sizes, paper: this.#paper, signal };
    const others = { opposite: new Opposite({ ...among, root }), unrolled: new Unrolled(among) };
    this.#laying = new Laying({ sheet, zoom, ...others });
    const standIn = new StandIn({ bus, image: this.#part("stand-in", HTMLImageElement), version, signal });
    const [view, following, laying] = [this.#view, this.#following, this.#laying];
    this.#turning = new Turning({ bus, pages, sizes, laying, standIn, view, signs: this.#signs, sheet, count });
    new Onward({ bus, laying, view, following, turning: this.#turning, count });
    this.#keyboard = this.#equip(leaf);
    noteOn({ bus, line, root, leaf, ...this.#paper, signal });
    keepUp({ bus, line, root, paper: this.#paper, signal });
    focusOnTouch(root, signal);
  }

  /** Shows the first page, then what is known of all. Resolves when the contents are there. */
  async open() {
    const address = contentsAddress(this.#paper.material, this.#paper.edition);
    this.#root.classList.add("is-live");
    if (!this.#hasFirst) await prepared(); // the server has left the image to us: the proof is old
    const asked = this.#line.json(address);
    asked.catch(() => undefined); // told in the contents drawer
    const shown = this.#turning.go(this.#paper.page);
    this.#keyboard.listen();
    await shown;
    await this.#useContents(asked);
  }

  /** The reader is taken away: its pages go, and it hears and asks nothing more. Its root stays, for another. */
  close() {
    this.#ending.abort();
    this.#turning.close();
    this.#signs.arrived();
    this.#root.classList.remove("is-live");
  }

  /**
   * @template {HTMLElement} [T=HTMLElement]
   * @param {string} name
   * @param {new () => T} [kind]
   */
  #part(name, kind) {
    return need(this.#root, `[data-part="${name}"]`, kind);
  }

  /**
   * The ways to turn pages, and to look at one more closely.
   * @param {HTMLElement} leaf
   */
  #equip(leaf) {
    const { signal } = this.#ending;
    const bus = this.#bus;
    const view = this.#view;
    const { material, version, count, book, isRightBound } = this.#paper;
    const drawers = this.#drawers();
    const askFurther = openBook({ bus, line: this.#line, root: this.#root, paper: this.#paper, drawers, signal });
    const strip = { strip: this.#part("strip"), button: this.#part("open-strip") };
    const thumbs = new Thumbs({ bus, ...strip, material, version, count, signal });
    const slider = this.#part("slider", HTMLInputElement);
    new Preview({ bus, slider, frame: this.#part("preview"), version, count, signal });
    const turner = new Turner({
      bus,
      material,
      count,
      back: this.#part("turn-back", HTMLAnchorElement),
      on: this.#part("turn-on", HTMLAnchorElement),
      slider,
      number: this.#part("number", HTMLInputElement),
      of: this.#part("of"),
      form: this.#part("jump", HTMLFormElement),
      signal,
      book,
      askFurther,
    });
    const acts = {
      ask: () => turner.ask(),
      strip: () => thumbs.toggle(),
      contents: () => drawers.toggle("contents"),
      search: () => drawers.toggle("search"),
      words: () => drawers.toggle("words"),
      close: () => drawers.close(),
    };
    new Gestures({ bus, leaf, view, following: this.#following, isRightBound, signal });
    new Wheel({ bus, leaf, view, signal });
    wireTools({ bus, root: this.#root, view, signal });
    openDoor({ bus, leaf, close: () => this.close(), signal });
    return new Keyboard({ root: this.#root, bus, view, acts, isRightBound, signal });
  }

  /** The panels; searching, and the words of a page as text, only where this person may. */
  #drawers() {
    const { signal } = this.#ending;
    const bus = this.#bus;
    const names = ["contents", "noted", "search", "words", "eyes"].filter((name) =>
      maybe(this.#root, `[data-part="${name}-drawer"]`),
    );
    const panels = names.map((name) => ({
      name,
      button: this.#part(`open-${name}`),
      drawer: this.#part(`${name}-drawer`),
    }));
    const drawers = new Drawers({ bus, panels, signal });
    new Eyes({ bus, root: this.#root, panel: this.#part("eyes-drawer"), signal });
    if (names.includes("search")) this.#search();
    if (names.includes("words")) {
      const isOpen = () => drawers.isOpen("words");
      const { version } = this.#paper;
      new Words({ bus, line: this.#line, body: this.#part("words"), version, isOpen, signal });
    }
    return drawers;
  }

  #search() {
    const { signal } = this.#ending;
    const bus = this.#bus;
    const { material, keepsAddress } = this.#paper;
    /** @type {Search} */
    let search;
    const askMore = () => search.more();
    const parts = { layer: this.#part("found-marks"), bar: this.#part("found") };
    const found = new Found({ bus, ...parts, askMore, material, signal });
    search = new Search({ bus, line: this.#line, body: this.#part("search"), found, ...this.#paper, signal });
    const carried = keepsAddress && taken();
    if (carried) bus.on("numbered", () => search.follow(carried));
  }

  /**
   * The contents come after the first page: nothing that is read waits for them. What failed is asked for once more later.
   * @param {Promise<unknown>} asked
   */
  async #useContents(asked) {
    const body = this.#part("contents");
    const { material, edition } = this.#paper;
    try {
      const facts = /** @type {Facts} */ (await asked);
      const { outline = [], links = {}, numbers = [] } = facts;
      const [sheet, layer] = [this.#part("sheet"), this.#part("links")];
      useToken(facts.csrf);
      this.#turning.useFacts(facts.pages);
      this.#bus.say("numbered", numbers);
      this.#bus.say("contents-known", { outline, numbers });
      const { signal } = this.#ending;
      const parts = { bus: this.#bus, body, sheet, layer, material, signal };
      const contents = new Contents({ ...parts, outline, links, numbers });
      contents.follow(this.#turning.number, this.#laying.frames);
      this.#standing.learn(facts);
    } catch (refusal) {
      body.textContent = refusal instanceof Refusal ? sentenceOf(refusal) : NO_CONTENTS;
      await new Promise((resolve) => this.#bus.on("signin-renewed", () => resolve(undefined)));
      await this.#useContents(this.#line.json(contentsAddress(material, edition)));
    }
  }
}
