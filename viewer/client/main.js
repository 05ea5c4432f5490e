/** Puts the reader together on the page that the server sent, and turns its pages. */

import { Api, refusalFrom } from "./ground/api.js";
import { Bus } from "./ground/bus.js";
import { Contents } from "./choosing/contents.js";
import { Drawers } from "./choosing/drawers.js";
import { Gestures } from "./hands/gestures.js";
import { Keyboard } from "./hands/keyboard.js";
import { openDoor } from "./door.js";
import { Pages } from "./sheet/pages.js";
import { Position } from "./keeping/position.js";
import { Signs } from "./telling/signs.js";
import { Thumbs } from "./choosing/thumbs.js";
import { Turner } from "./choosing/turner.js";
import { View } from "./sheet/view.js";
import { Wake } from "./keeping/wake.js";
import { Words } from "./telling/words.js";
import { Zoom } from "./sheet/zoom.js";

const part = (id) => document.getElementById(id);
const A4 = { width: 1600, height: 2263 };

class Reader {
  #bus;
  #pages;
  #view;
  #zoom;
  #signs;
  #sheet;
  #sizes = new Map();
  #count;
  #number = 0;

  constructor({ bus, pages, view, zoom, signs, sheet, count }) {
    this.#bus = bus;
    this.#pages = pages;
    this.#view = view;
    this.#zoom = zoom;
    this.#signs = signs;
    this.#sheet = sheet;
    this.#count = count;
    bus.on("turn", (step) => this.#turn(step));
    bus.on("go", (number) => this.go(number));
    bus.on("signin-renewed", () => this.#renew());
    bus.on("session-over", (refusal) => this.#shut(refusal));
  }

  get number() {
    return this.#number;
  }

  useContents(contents) {
    for (const page of contents.pages) this.#sizes.set(page.n, page);
    const zooms = this.#zoomsOf(this.#number);
    this.#zoom.showPage(this.#number, zooms);
    this.#view.refine(Math.max(1, ...zooms));
  }

  #turn(step) {
    const number = this.#number + step;
    if (number >= 1 && number <= this.#count) this.go(number);
    else this.#bus.say("announce", step > 0 ? "最後のページです。" : "最初のページです。");
  }

  async go(asked) {
    const number = Math.min(Math.max(Math.trunc(asked) || 1, 1), this.#count);
    if (number === this.#number && !this.#sheet.classList.contains("is-empty")) return;
    this.#number = number;
    history.replaceState(null, "", `?p=${number}`);
    this.#bus.say("page-chosen", { number });
    this.#signs.waitFor(() => this.#sheet.classList.add("is-empty"));
    let image;
    try {
      image = await this.#pages.load(number);
    } catch (refusal) {
      if (number === this.#number) this.#refuse(number, refusal);
      return;
    }
    if (number === this.#number) this.#show(number, image);
  }

  #show(number, image) {
    const present = this.#sheet.querySelector(".sheet-page");
    if (present !== image) present.replaceWith(image);
    this.#signs.arrived();
    this.#sheet.classList.remove("is-empty");
    this.#place(number);
    this.#bus.say("page-shown", { number });
    this.#bus.say("announce", `${number} ページ（全 ${this.#count} ページ）`);
    this.#pages.prefetchAround(number);
  }

  /** The pixels of the image are what counts; the contents may come later, or not at all. */
  #place(number) {
    const image = this.#sheet.querySelector(".sheet-page");
    const known = this.#sizes.get(number);
    const zooms = this.#zoomsOf(number);
    const width = image.naturalWidth || known?.width || A4.width;
    const height = image.naturalHeight || known?.height || A4.height;
    this.#zoom.showPage(number, zooms);
    this.#view.showPage({ width, height, finest: Math.max(1, ...zooms) });
  }

  #zoomsOf(number) {
    return this.#sizes.get(number)?.zooms ?? [];
  }

  #refuse(number, refusal) {
    this.#sheet.classList.add("is-empty");
    this.#signs.refuse(refusal, () => this.#again(number));
  }

  #again(number) {
    this.#pages.drop(number);
    this.go(number);
  }

  /** Whoever holds the tablet now has no session: no page stays on the screen or behind it, and the bar says why. */
  #shut(refusal) {
    this.#pages.forget();
    this.#zoom.showPage(0, []);
    this.#bus.say("drawer-done");
    this.#sheet.classList.add("is-empty");
    this.#bus.say("signin-needed", refusal);
  }

  #renew() {
    if (this.#sheet.classList.contains("is-empty")) this.#again(this.#number);
  }
}

function wireTools(view, signal) {
  const press = (id, act) => part(id).addEventListener("click", act, { signal });
  const zoomBy = (factor) => {
    view.zoomTo(view.scale * factor);
    view.settle();
  };
  press("zoom-in", () => zoomBy(1.5));
  press("zoom-out", () => zoomBy(1 / 1.5));
  press("zoom-fit", () => view.toggleFit());
}

/** Coming back after signing in elsewhere: one question clears the bar and brings the new token. */
function askWhenBack({ api, bar, url, signal }) {
  const ask = async () => {
    if (document.visibilityState !== "visible" || bar.hidden) return;
    try {
      api.useToken((await api.json(url)).csrf);
    } catch {
      // Still signed out, or no line: the bar stays.
    }
  };
  document.addEventListener("visibilitychange", ask, { signal });
  window.addEventListener("online", ask, { signal });
}

/** The person proved who they are without leaving the page: it is asked for again, and no other screen is opened. */
function confirmedHere(event, bus) {
  event.preventDefault();
  bus.say("signin-renewed");
}

/** The contents come after the first page: nothing that is read waits for them. What failed is asked for once more later. */
async function fillContents({ bus, api, reader, signs, version, body, layer, url, asked, signal }) {
  try {
    const contents = await asked;
    api.useToken(contents.csrf);
    reader.useContents(contents);
    new Contents({ bus, body, layer, contents, signal }).follow(reader.number);
    if (String(contents.version) !== version) signs.tellReplaced();
  } catch (refusal) {
    body.textContent = refusal.sentence ?? "目次を受け取れませんでした。もう一度この資料を開いてください。";
    const renewed = new Promise((resolve) => bus.on("signin-renewed", resolve));
    await renewed;
    await fillContents({ bus, api, reader, signs, version, body, layer, url, asked: api.json(url), signal });
  }
}

async function start() {
  const leaf = part("leaf");
  const sheet = part("sheet");
  const { material, version, title } = leaf.dataset;
  const count = Number(leaf.dataset.pages);
  const { signal } = new AbortController();
  const bus = new Bus(signal);
  document.addEventListener("session-renewed", () => bus.say("signin-renewed"), { signal }); // what failed meanwhile comes now
  document.addEventListener("session-over", ({ detail }) => bus.say("session-over", refusalFrom(401, detail)), { signal });
  document.addEventListener("session-confirmed", (event) => confirmedHere(event, bus), { signal });
  const api = new Api(bus, document.querySelector('meta[name="csrf-token"]')?.content ?? "");
  const pages = new Pages({ api, version, count, title });
  const signs = new Signs({ bus, bar: part("reader-bar"), fault: part("page-fault"), wait: part("page-wait"), said: part("said"), signal });
  const view = new View({ bus, leaf, sheet, signal });
  const zoom = new Zoom({ bus, api, layer: part("cells"), version, signal });
  const reader = new Reader({ bus, pages, view, zoom, signs, sheet, count });
  const thumbs = new Thumbs({ bus, strip: part("strip"), button: part("open-strip"), version, count, signal });
  const turner = new Turner({ bus, count, back: part("turn-back"), on: part("turn-on"), slider: part("page-slider"), number: part("page-number"), form: part("jump"), signal });
  const drawers = new Drawers({
    bus,
    pairs: [
      { button: part("open-contents"), drawer: part("contents-drawer") },
      { button: part("open-text"), drawer: part("text-drawer") },
    ],
    signal,
  });
  bus.on("drawer-done", () => drawers.close());
  if (part("text-body")) {
    new Words({ bus, api, body: part("text-body"), version, isOpen: () => drawers.isOpen("text-drawer") });
  }
  new Gestures({ bus, leaf, view, signal });
  new Keyboard({
    bus,
    view,
    acts: {
      ask: () => turner.ask(),
      strip: () => thumbs.toggle(),
      contents: () => drawers.toggle("contents-drawer"),
      words: () => drawers.toggle("text-drawer"),
      close: () => drawers.close(),
    },
    signal,
  });
  if ("keepsPlace" in leaf.dataset) new Position({ bus, api, version, signal });
  new Wake({ signal });
  wireTools(view, signal);
  openDoor({ bus, leaf, signal });

  const first = Number(leaf.dataset.page);
  pages.adopt(first, sheet.querySelector(".sheet-page"));
  part("main").classList.add("is-live");
  const url = `/papers/${material}/contents`;
  const asked = api.json(url);
  asked.catch(() => undefined); // told in the contents drawer
  await reader.go(first);
  askWhenBack({ api, bar: part("reader-bar"), url, signal });
  await fillContents({ bus, api, reader, signs, version, body: part("contents-body"), layer: part("sheet-links"), url, asked, signal });
}

start();
