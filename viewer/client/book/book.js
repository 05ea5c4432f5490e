/** What makes the papers of a meeting one book in a reader: its ends, the agenda in the contents drawer, running numbers, and the field
 *  for going anywhere. A paper of no meeting has the field alone. */

import { Edge } from "../choosing/edge.js";
import { need } from "../ground/dom.js";
import { Agenda } from "./agenda.js";
import { Jump } from "./jump.js";
import { Library } from "./library.js";
import { Running } from "./running.js";

/** @typedef {ReturnType<typeof import("../paper.js").paperOf>} Paper */

/**
 * @template {HTMLElement} [T=HTMLElement]
 * @param {ParentNode} root
 * @param {string} name
 * @param {new () => T} [kind]
 */
const partOf = (root, name, kind) => need(root, `[data-part="${name}"]`, kind);

/**
 * Returns what takes over words that are no page of the paper itself; false where they are nothing else either.
 * @param {{bus: import("../ground/bus.js").Bus, line: import("../line.js").Line, root: HTMLElement, paper: Paper,
 *   drawers: import("../choosing/drawers.js").Drawers, signal: AbortSignal}} parts
 */
export function openBook({ bus, line, root, paper, drawers, signal }) {
  const { material, title, count, book } = paper;
  const library = new Library({ line, signal });
  bus.on("contents-known", ({ outline, numbers }) => library.put(material, { title, outline, numbers }));
  new Edge({ bus, line, note: partOf(root, "edge"), material, book, signal });
  new Running({ bus, place: partOf(root, "running"), material, first: book.first, total: book.total });
  if (book.isBook)
    new Agenda({ bus, line, tree: partOf(root, "agenda"), own: partOf(root, "contents"), material, library });
  const jump = new Jump({
    bus,
    form: partOf(root, "jump-anywhere", HTMLFormElement),
    field: partOf(root, "jump-field", HTMLInputElement),
    list: partOf(root, "jump-choices"),
    told: partOf(root, "jump-told"),
    more: partOf(root, "jump-more", HTMLButtonElement),
    material,
    count,
    library,
    signal,
  });
  return (/** @type {string} */ typed) => {
    if (!book.isBook && !jump.knows(typed)) return false;
    drawers.show("contents");
    jump.ask(typed);
    return true;
  };
}
