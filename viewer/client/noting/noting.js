/** The person's notes in one reader: puts its parts together, and tells them which page is shown. */

import { around, maybe, need } from "../ground/dom.js";
import { isMeantFor } from "../hands/keyboard.js";
import { NotesBeside } from "../opposite/notes.js";
import { Shown } from "../showing/shown.js";
import { sentenceOf } from "../telling/sentences.js";
import { Changed } from "./changed.js";
import { Drafts } from "./drafts.js";
import { Hand } from "./hand.js";
import { Listing } from "./listing.js";
import { newId } from "./marks.js";
import { Notebook } from "./notebook.js";
import { Paint } from "./paint.js";
import { Palette } from "./palette.js";
import { Post } from "./post.js";
import { Steps } from "./steps.js";
import { placeOn, Typist } from "./typist.js";

/** @typedef {import("./marks.js").Change} Change */
/** @typedef {import("./marks.js").Mark} Mark */

const MOST_WORDS = 2000;
const MOST_NAME = 80;
const KEPT = "notes-kept-beside"; // said on the document, for another reader of the same version

/**
 * Opens the person's own notes in a reader; a resident has none.
 * @param {{bus: import("../ground/bus.js").Bus, line: import("../line.js").Line, root: HTMLElement, leaf: HTMLElement,
 *   material: string, version: string, person: string, signal: AbortSignal}} parts
 */
export function noteOn({ root, ...parts }) {
  const button = maybe(root, '[data-part="open-notes"]');
  if (!button) return;
  const part = /** @param {string} name */ (name) => need(root, `[data-part="${name}"]`);
  new Listing({ ...parts, body: part("noted") });
  new Shown({ ...parts, root, layer: part("shown-notes") });
  new Noting({ ...parts, root, button, layer: part("notes"), bar: part("note-bar") });
}

class Noting {
  #bus;
  #root;
  #leaf;
  #layer;
  #button;
  #bar;
  #book;
  #post;
  #paint;
  #palette;
  #hand;
  #typist;
  #changed;
  #steps = new Steps();
  #number = 0;
  #version;

  /**
   * @param {{bus: import("../ground/bus.js").Bus, line: import("../line.js").Line, root: HTMLElement, leaf: HTMLElement,
   *   layer: HTMLElement, bar: HTMLElement, button: HTMLElement, material: string, version: string, person: string, signal: AbortSignal}} parts
   */
  constructor({ bus, line, root, leaf, layer, bar, button, material, version, person, signal }) {
    this.#bus = bus;
    this.#root = root;
    this.#leaf = leaf;
    this.#layer = layer;
    this.#button = button;
    this.#bar = bar;
    this.#version = version;
    this.#book = new Notebook({ bus });
    this.#post = new Post({ bus, line, book: this.#book, version, person, signal });
    this.#paint = new Paint(layer);
    const presses = {
      undo: () => this.#again(this.#steps.undo()),
      redo: () => this.#again(this.#steps.redo()),
      bookmark: () => this.#bookmark(),
      close: () => this.#turn(false),
    };
    const fingers = /** @param {boolean} isOn */ (isOn) => {
      this.#hand.drawsByFinger = isOn;
    };
    this.#palette = new Palette({ bar, presses, fingers, signal });
    this.#typist = new Typist(leaf);
    new NotesBeside({ bus, book: this.#book });
    this.#changed = new Changed({ leaf, material, seen: () => this.#post.settle(this.#number) });
    this.#hand = new Hand({ bus, leaf, layer, writer: this.#drafts(), signal });
    this.#listen(signal);
  }

  #drafts() {
    return new Drafts({
      paint: this.#paint,
      palette: this.#palette,
      marks: () => this.#marks(),
      done: (changes) => this.#do(changes),
      text: (dot) => this.#type(null, dot),
    });
  }

  /** @param {AbortSignal} signal */
  #listen(signal) {
    const bus = this.#bus;
    bus.on("page-chosen", () => this.#typist.close());
    bus.on("page-shown", ({ number }) => this.#show(number));
    bus.on("noted", (page) => {
      if (page === this.#number) this.#draw();
    });
    bus.on("view-settled", () => this.#draw());
    bus.on("notes-kept", (standing) => {
      this.#palette.tell(standing);
      const detail = { version: this.#version, from: this.#root };
      if (standing === "kept") document.dispatchEvent(new CustomEvent(KEPT, { detail }));
    });
    document.addEventListener(KEPT, (event) => this.#hearBeside(event), { signal });
    bus.on("notes-refused", (refusal) => this.#palette.tell(sentenceOf(refusal)));
    bus.on("signin-renewed", () => this.#number > 0 && this.#post.index());
    for (const over of /** @type {const} */ (["session-over", "paper-over"])) bus.on(over, () => this.#takeAway());
    this.#button.addEventListener("click", () => this.#turn(!this.#hand.isOn), { signal });
    this.#layer.addEventListener("click", (event) => this.#press(event), { signal });
    document.addEventListener("keydown", (event) => this.#key(event), { signal });
  }

  /**
   * What was written in another reader of this version is asked for, so that both show the same.
   * @param {Event} event
   */
  #hearBeside(event) {
    const { version, from } = /** @type {CustomEvent<{version: string, from: HTMLElement}>} */ (event).detail;
    if (version !== this.#version || from === this.#root || this.#number === 0) return;
    this.#post.forgetRead();
    this.#show(this.#number);
  }

  /** @param {number} number */
  #show(number) {
    this.#number = number;
    this.#draw();
    this.#post.read(number);
    this.#post.index(); // after a page was shown: the session is proven then, and nothing is refused
  }

  #marks() {
    return this.#book.marks(this.#number);
  }

  #draw() {
    if (this.#number === 0) return;
    const marks = this.#marks();
    this.#paint.show(marks);
    this.#changed.show(this.#book.was(this.#number));
    const hasBookmark = marks.some(({ kind }) => kind === "bookmark");
    this.#palette.useState({ canUndo: this.#steps.canUndo, canRedo: this.#steps.canRedo, hasBookmark });
  }

  /** @param {boolean} isOn */
  #turn(isOn) {
    if (!isOn) this.#typist.close();
    this.#hand.isOn = isOn;
    this.#bar.hidden = !isOn;
    this.#leaf.classList.toggle("is-noting", isOn);
    this.#button.setAttribute("aria-expanded", String(isOn));
    if (isOn) this.#palette.focus();
    else this.#button.focus();
    this.#bus.say("announce", isOn ? "メモを書けます。ペンで書き、指でめくります。" : "メモを閉じました。");
  }

  /** @param {Change[]} changes @param {number} page on which they were begun */
  #do(changes, page = this.#number) {
    this.#steps.add({ page, changes });
    this.#book.change(page, changes);
    this.#post.soon();
  }

  /** @param {import("./steps.js").Step | null} step */
  #again(step) {
    if (!step) return;
    this.#book.change(step.page, step.changes);
    this.#post.soon();
    if (step.page !== this.#number) this.#bus.say("go", step.page);
    this.#draw();
  }

  /**
   * A text is typed on the page, or changed.
   * @param {Mark | null} before
   * @param {{x: number, y: number}} place in ten-thousandths of the page
   */
  #type(before, { x, y }) {
    const { colour } = this.#palette;
    const fresh = /** @type {Mark} */ ({ id: newId(), kind: "text", since: 0, colour, x, y });
    this.#typed(before, fresh, {
      title: "文字のメモ",
      most: MOST_WORDS,
      place: placeOn(this.#leaf, this.#layer, { x, y }),
    });
  }

  /** The page gets a bookmark with a name; one that is there is renamed, or taken away. */
  #bookmark() {
    const before = this.#marks().find(({ kind }) => kind === "bookmark") ?? null;
    const fresh = /** @type {Mark} */ ({ id: newId(), kind: "bookmark", since: 0 });
    this.#typed(before, fresh, { title: "しおりの名前", most: MOST_NAME, place: { x: 1, y: 0.15 } });
  }

  /**
   * @param {Mark | null} before
   * @param {Mark} fresh the mark that there is when there was none before
   * @param {{title: string, most: number, place: {x: number, y: number}}} look
   */
  #typed(before, fresh, look) {
    const page = this.#number; // another one may be on its way
    const kept = /** @param {string} words */ (words) => {
      const after = words === "" ? null : { ...(before ?? fresh), words };
      if (before || after) this.#do([{ before, after }], page);
    };
    this.#typist.open({ ...look, words: before?.words ?? "", isNew: !before, kept });
  }

  /** @param {MouseEvent} event */
  #press(event) {
    const id = around(event.target, "[data-note]")?.dataset.note;
    const mark = this.#marks().find((each) => each.id === id);
    if (!mark || !this.#hand.isOn) return;
    if (this.#palette.tool === "eraser") this.#do([{ before: mark, after: null }]);
    else this.#type(mark, { x: mark.x ?? 0, y: mark.y ?? 0 });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (!this.#hand.isOn || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    const key = event.key.toLowerCase();
    if ((key !== "z" && key !== "y") || !isMeantFor(this.#root, event)) return;
    event.preventDefault();
    this.#again(key === "y" || event.shiftKey ? this.#steps.redo() : this.#steps.undo());
  }

  /** The person may not read the paper any more: no note stays, on the screen or in memory, but what the server does not have yet. */
  #takeAway() {
    this.#typist.drop();
    if (this.#hand.isOn) this.#turn(false);
    this.#paint.clear();
    this.#changed.show({ was: 0, was_of: "" });
    this.#steps.forget();
    this.#book.forgetRead();
    this.#post.forgetRead();
    this.#number = 0;
  }
}
