/** The parts that last while a reader is open: reading position, page address, lit screen, the lost line and leaving without it. */

import { contentsAddress, standingAddress } from "../addresses.js";
import { need } from "../ground/dom.js";
import { Address } from "./address.js";
import { Back } from "./back.js";
import { Leaving } from "./leaving.js";
import { Position } from "./position.js";
import { Wake } from "./wake.js";

/**
 * @param {{bus: import("../ground/bus.js").Bus, line: import("../line.js").Line, root: HTMLElement,
 *   paper: ReturnType<typeof import("../paper.js").paperOf>, signal: AbortSignal}} parts
 */
export function keepUp({ bus, line, root, paper, signal }) {
  const { material, version, edition, keepsPlace, keepsAddress } = paper;
  const address = standingAddress(material);
  const bar = need(root, "[data-part=bar]");
  new Back({ bus, line, signal, bar, standing: address, contents: contentsAddress(material, edition) });
  new Leaving({ bus, line, signal, root, address });
  if (keepsPlace) new Position({ bus, line, root, signal, version });
  if (keepsAddress) {
    const button = (/** @type {string} */ name) => need(root, `[data-part=${name}]`, HTMLButtonElement);
    new Address({ bus, root, back: button("step-back"), forward: button("step-on"), signal });
  }
  new Wake({ signal });
}
