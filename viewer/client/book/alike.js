/** Whether words are what somebody has typed: 「議案12」 is 「議案第十二号」, 「款2項1」 the item 1 of the chapter 2. Pure. */

/** @typedef {import("../choosing/outline.js").Chapter} Chapter */
/** @typedef {{unit: string, number: number}} Step */

const PASSED_OVER = /[\s第号（）()「」『』【】、。，．.,・:：;＝=~〜-]/u;
const NUMBER_KANJI = /[一二三四五六七八九十百]+/gu;
const STEPS = /([款項目節章条編部表])\s*(\d+)|第?\s*(\d+)\s*([款項目節章条編部表])/gu;
const KANJI_DIGITS = "〇一二三四五六七八九";
const SIDE = /^歳[入出](?=$|[\s\d（(])\s*/u;
const LEADING_NUMBER = /^(\d+)(?=$|[\s.．])/u;
const BUDGET_UNITS = ["款", "項", "目", "節"]; // 地方自治法施行令 147 条; most budgets write the numbers alone

/**
 * 「百二十三」 is 123.
 * @param {string} written
 */
function kanjiNumber(written) {
  let whole = 0;
  let digit = 0;
  for (const sign of written) {
    const times = { 十: 10, 百: 100 }[sign];
    if (times) {
      whole += (digit || 1) * times;
      digit = 0;
    } else {
      digit = KANJI_DIGITS.indexOf(sign);
    }
  }
  return whole + digit;
}

/**
 * Words with every number in digits, and letters in one width and case.
 * @param {string} words
 */
const levelled = (words) =>
  words
    .normalize("NFKC")
    .toLowerCase()
    .replace(NUMBER_KANJI, (written) => String(kanjiNumber(written)));

/**
 * Numbers, each whole, and all other letters one by one; without what only parts them.
 * @param {string} words
 * @returns {string[]}
 */
export const grains = (words) =>
  (levelled(words).match(/\d+|[^\d]/gu) ?? []).filter((grain) => !PASSED_OVER.test(grain));

/**
 * Whether what was typed stands in these words. A number counts only whole: 「議案1」 is not in 「議案第12号」.
 * @param {string[]} typed its grains
 * @param {string} words
 */
export function standsIn(typed, words) {
  const all = grains(words);
  return typed.length > 0 && all.some((_, at) => typed.every((grain, place) => all[at + place] === grain));
}

/**
 * 「款2項1」, 「第2款第1項」: from the larger to the smaller; null for anything else.
 * @param {string} typed
 * @returns {Step[] | null}
 */
export function stepsTyped(typed) {
  const plain = levelled(typed).trim().replace(SIDE, "");
  const isAllSteps = plain.replace(STEPS, "").replace(/[\s第のー-]/gu, "") === "";
  const steps = stepsIn(plain);
  return isAllSteps && steps.length > 0 ? steps : null;
}

/**
 * @param {string} plain
 * @returns {Step[]}
 */
function stepsIn(plain) {
  return [...plain.matchAll(STEPS)].map(([, unit, number, otherNumber, otherUnit]) => ({
    unit: unit ?? otherUnit ?? "",
    number: Number(number ?? otherNumber),
  }));
}

/**
 * Which side of a budget was typed before the steps: 「歳出2款1項」; "" for either.
 * @param {string} typed
 */
export const sideTyped = (typed) => SIDE.exec(levelled(typed).trim())?.[0].trim() ?? "";

/**
 * The chapters that lie at the end of these steps, each counted with the chapters that it is under.
 * @param {Step[]} steps
 * @param {Chapter[]} outline
 * @param {string} [side] 歳入 or 歳出, where only one is meant
 * @returns {Chapter[]}
 */
export function chaptersAt(steps, outline, side = "") {
  /** @type {{depth: number, own: Step[], side: string, first: number}[]} */
  const above = [];
  return outline.filter(({ title, depth }) => {
    while ((above[above.length - 1]?.depth ?? -1) >= depth) above.pop();
    const here = placeOf(levelled(title).trim(), depth, above[above.length - 1]);
    above.push(here);
    const { own } = here;
    if (side && here.side !== side) return false;
    const last = steps[steps.length - 1];
    return (
      own.some((step) => last && isSame(step, last)) &&
      leadsThrough(
        steps,
        above.flatMap((each) => each.own),
      )
    );
  });
}

/**
 * The steps that a chapter is by its title. In a budget's 歳入 and 歳出 a number alone is a 款, one below it a 項, then a 目 and a 節.
 * @param {string} title levelled
 * @param {number} depth
 * @param {{side: string, first: number} | undefined} parent `first`: the depth of its 款
 */
function placeOf(title, depth, parent) {
  const sign = SIDE.exec(title)?.[0] ?? "";
  const side = sign.trim() || (parent?.side ?? "");
  const number = LEADING_NUMBER.exec(title.slice(sign.length))?.[1];
  const first = sign ? depth + (number ? 0 : 1) : (parent?.first ?? 0);
  const unit = side ? BUDGET_UNITS[depth - first] : undefined;
  const told = stepsIn(title);
  const own = told.length === 0 && unit && number ? [{ unit, number: Number(number) }] : told;
  return { depth, own, side, first };
}

/**
 * @param {Step} one
 * @param {Step} other
 */
const isSame = (one, other) => one.unit === other.unit && one.number === other.number;

/**
 * @param {Step[]} steps
 * @param {Step[]} way
 */
function leadsThrough(steps, way) {
  let at = 0;
  for (const step of way) {
    const wanted = steps[at];
    if (wanted && isSame(step, wanted)) at += 1;
  }
  return at === steps.length;
}
