/** What a script was doing when the server asked for a fresh sign-in goes on after it, in place. Knows no screen. */

const ASKED = new Set(["P413", "P423"]);

let underWay = null; // several uploads may be asked at once: one answer serves them all

/** True when the body of a refusal asks for a fresh sign-in. */
export const asksToConfirm = (body) => ASKED.has(body?.code);

/** Lets the person prove who they are; resolves to true when they did, false when they called it off, null when nothing opened. */
export function confirmInPlace(body) {
  underWay ??= opened(body).finally(() => {
    underWay = null;
  });
  return underWay;
}

async function opened(body) {
  try {
    const { StepUp } = await import("./dialog.js");
    return await new StepUp(body.code).ask();
  } catch {
    return null; // no line: what was being done tells so itself
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The answer of `send()`; when it asks for a fresh sign-in and gets one, the answer of `send()` once more. */
export async function confirmed(send) {
  const answer = await send();
  if (answer.status !== 403) return answer;
  const text = await answer.text(); // read to its end: an answer that is left half read keeps its line while the dialog is open
  const isConfirmed = asksToConfirm(parsed(text)) && (await confirmInPlace(parsed(text)));
  return isConfirmed ? send() : new Response(text, { status: answer.status, headers: answer.headers });
}
