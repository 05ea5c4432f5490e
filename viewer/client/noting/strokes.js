/** The geometry of strokes: how a movement becomes a line of few points, how it is drawn, and what an eraser meets. Lengths are
 *  ten-thousandths of the page's width; `ratio` is the page's height by its width. */

/** @typedef {{x: number, y: number, pressure: number}} Dot x of the page's width, y of its height, both of 10,000; pressure to 255 */
/** @typedef {{x: number, y: number, radius: number}} Disc in lengths */

const LEAST_WIDTH = 0.35; // of the width, where the pen hardly presses
const FULL_PRESSURE = 255;
const PART = 60; // as far apart as points of a curve are drawn
const MOST_PARTS = 12;

/**
 * @param {string} points
 * @returns {Dot[]}
 */
export function dotsOf(points) {
  const numbers = points.split(" ").map(Number);
  const dots = [];
  for (let at = 0; at + 2 < numbers.length; at += 3) {
    dots.push({ x: numbers[at] ?? 0, y: numbers[at + 1] ?? 0, pressure: numbers[at + 2] ?? 0 });
  }
  return dots;
}

/** @param {Dot[]} dots */
export const pointsOf = (dots) => dots.map(({ x, y, pressure }) => `${x} ${y} ${pressure}`).join(" ");

/**
 * How far a point lies from the line between two others.
 * @param {Dot} dot
 * @param {Dot} from
 * @param {Dot} to
 */
function apart(dot, from, to) {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((dot.x - from.x) * dx + (dot.y - from.y) * dy) / length));
  return Math.hypot(dot.x - from.x - along * dx, dot.y - from.y - along * dy);
}

/**
 * The same line with fewer points: those are left out that lie no farther than `tolerance` from the line without them (Ramer 1972,
 * Douglas and Peucker 1973). Without recursion: a long stroke has thousands of points.
 * @param {Dot[]} dots
 * @param {number} tolerance
 */
export function simplified(dots, tolerance) {
  if (dots.length < 3) return dots;
  const kept = new Set([0, dots.length - 1]);
  const parts = [[0, dots.length - 1]];
  for (let part = parts.pop(); part; part = parts.pop()) {
    const [first = 0, last = 0] = part;
    const farthest = farthestBetween(dots, first, last);
    if (farthest.distance > tolerance) {
      kept.add(farthest.at);
      parts.push([first, farthest.at], [farthest.at, last]);
    }
  }
  return dots.filter((_dot, at) => kept.has(at));
}

/**
 * @param {Dot[]} dots
 * @param {number} first
 * @param {number} last
 */
function farthestBetween(dots, first, last) {
  const found = { at: 0, distance: 0 };
  const [from, to] = [dots[first], dots[last]];
  for (let at = first + 1; at < last; at += 1) {
    const dot = dots[at];
    const distance = dot && from && to ? apart(dot, from, to) : 0;
    if (distance > found.distance) Object.assign(found, { at, distance });
  }
  return found;
}

/**
 * @param {Dot[]} dots
 * @param {number} width
 * @param {number} ratio
 * @returns {Disc[]}
 */
function discs(dots, width, ratio) {
  return dots.map(({ x, y, pressure }) => {
    const share = LEAST_WIDTH + (1 - LEAST_WIDTH) * (pressure / FULL_PRESSURE);
    return { x, y: y * ratio, radius: Math.max(1, (width * share) / 2) };
  });
}

/** @param {number} value */
const short = (value) => String(Math.round(value * 10) / 10);

/** @param {{x: number, y: number}} point */
const written = ({ x, y }) => `${short(x)} ${short(y)}`;

/**
 * The path of an ink line, to be filled: the outline of a pen that gets wider where it is pressed, with round ends.
 * @param {Dot[]} dots
 * @param {number} width
 * @param {number} ratio
 */
export function outline(dots, width, ratio) {
  const line = rounded(discs(dots, width, ratio)).filter(
    ({ x, y }, at, all) => x !== all[at - 1]?.x || y !== all[at - 1]?.y,
  );
  const [first, last] = [line[0], line[line.length - 1]];
  if (!first || !last) return "";
  if (line.length === 1) return circle(first);
  const sides = line.map((disc, at) => beside(disc, line[at - 1] ?? disc, line[at + 1] ?? disc));
  const there = sides.map(({ left }) => left);
  const back = sides.map(({ right }) => right).reverse();
  return `M${through(there)}${end(last, back[0])}${through(back, "L")}${end(first, there[0])}Z`;
}

/**
 * The smooth line through the middles of its parts, with as many points as its width needs: the outline of a line with few points
 * would be thin where they turn.
 * @param {Disc[]} line
 * @returns {Disc[]}
 */
function rounded(line) {
  const made = line.slice(0, 1);
  for (let at = 1; at < line.length - 1; at += 1) {
    const [before, here, after] = [line[at - 1], line[at], line[at + 1]];
    if (!before || !here || !after) continue;
    const [from, to] = [at === 1 ? before : between(before, here, 0.5), between(here, after, 0.5)];
    const length = Math.hypot(to.x - from.x, to.y - from.y);
    const steps = Math.min(MOST_PARTS, Math.max(1, Math.round(length / PART)));
    for (let step = 1; step <= steps; step += 1) {
      const share = step / steps;
      made.push(between(between(from, here, share), between(here, to, share), share));
    }
  }
  return line.length > 1 ? [...made, ...line.slice(-1)] : made;
}

/**
 * @param {Disc} one
 * @param {Disc} other
 * @param {number} share of the way
 * @returns {Disc}
 */
const between = (one, other, share) => ({
  x: one.x + (other.x - one.x) * share,
  y: one.y + (other.y - one.y) * share,
  radius: one.radius + (other.radius - one.radius) * share,
});

/**
 * The two points of the outline beside one of the line's.
 * @param {Disc} disc
 * @param {Disc} before
 * @param {Disc} after
 */
function beside({ x, y, radius }, before, after) {
  const [dx, dy] = [after.x - before.x, after.y - before.y];
  const length = Math.hypot(dx, dy) || 1;
  const [across, down] = [(-dy / length) * radius, (dx / length) * radius];
  return { left: { x: x + across, y: y + down }, right: { x: x - across, y: y - down } };
}

/**
 * A smooth line through points: curves whose ends are the middles between them.
 * @param {{x: number, y: number}[]} points
 * @param {string} [start]
 */
function through(points, start = "") {
  const [first] = points;
  let path = first ? `${start}${written(first)}` : "";
  for (let at = 1; at < points.length - 1; at += 1) {
    const [here, next] = [points[at], points[at + 1]];
    if (here && next) path += `Q${written(here)} ${written({ x: (here.x + next.x) / 2, y: (here.y + next.y) / 2 })}`;
  }
  const last = points[points.length - 1];
  return last && points.length > 1 ? `${path}L${written(last)}` : path;
}

/**
 * @param {Disc} disc
 * @param {{x: number, y: number} | undefined} to
 */
const end = ({ radius }, to) => (to ? `A${short(radius)} ${short(radius)} 0 0 0 ${written(to)}` : "");

/** @param {Disc} disc */
function circle({ x, y, radius }) {
  const [left, right] = [written({ x: x - radius, y }), written({ x: x + radius, y })];
  const arc = `A${short(radius)} ${short(radius)} 0 1 0 `;
  return `M${left}${arc}${right}${arc}${left}Z`;
}

/**
 * The path of a highlight, to be stroked with one width.
 * @param {Dot[]} dots
 * @param {number} ratio
 */
export function middle(dots, ratio) {
  const points = dots.map(({ x, y }) => ({ x, y: y * ratio }));
  const [first] = points;
  if (first && points.length === 1) return `M${written(first)}L${written({ x: first.x + 1, y: first.y })}`;
  return points.length > 0 ? `M${through(points)}` : "";
}

/**
 * Whether an eraser of this radius meets the line when it moves from one place to another.
 * @param {Dot[]} dots
 * @param {number} width
 * @param {number} ratio
 * @param {{from: Dot, to: Dot, radius: number}} eraser
 */
export function isMet(dots, width, ratio, { from, to, radius }) {
  const scaled = /** @param {Dot} dot */ (dot) => ({ ...dot, y: dot.y * ratio });
  const line = dots.map(scaled);
  const [start, stop, reach] = [scaled(from), scaled(to), radius + width / 2];
  return line.some((dot, at) => {
    const next = line[at + 1] ?? dot;
    const isNear =
      apart(dot, start, stop) <= reach || apart(stop, dot, next) <= reach || apart(start, dot, next) <= reach;
    return isNear || areCrossing(dot, next, start, stop);
  });
}

/**
 * @param {Dot} a
 * @param {Dot} b
 * @param {Dot} c
 * @param {Dot} d
 */
function areCrossing(a, b, c, d) {
  return turns(a, b, c) * turns(a, b, d) < 0 && turns(c, d, a) * turns(c, d, b) < 0;
}

/**
 * @param {Dot} a
 * @param {Dot} b
 * @param {Dot} c
 */
const turns = (a, b, c) => Math.sign((b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x));
