/** Keeps the alarm bar up to date: told by the socket; where there is none, it asks every 20 seconds while the page is seen. */

import { element } from "../page/element.js";
import { isLive, listen } from "../session/live.js";
import { goDark } from "../session/over.js";

const EVERY_MS = 20_000;
const NOBODY = "A401";
let isDoubted = false; // the last answer knew nobody; a cookie that a renewal has just replaced is known again at once
const bar = document.querySelector("[data-alarms]");

function icon(name) {
  const made = element("span", `icon icon-${name}`);
  made.setAttribute("aria-hidden", "true");
  return made;
}

function hidden(name, value) {
  const made = element("input");
  made.type = "hidden";
  made.name = name;
  made.value = value;
  return made;
}

function press(answer, words, kind) {
  const made = element("button", `btn btn-${kind} btn-sm`, words);
  made.type = "submit";
  made.name = "answer";
  made.value = answer;
  return made;
}

function formOf(alarm) {
  const form = element("form", "row");
  form.method = "post";
  form.action = `/alarms/${encodeURIComponent(alarm.id)}/answer`;
  const token = document.querySelector('meta[name="csrf-token"]')?.content ?? "";
  form.append(
    hidden("csrf_token", token),
    hidden("next", location.pathname + location.search),
    press("foreign", "自分ではありません", "stop-solid"),
    press("own", "自分です", "line"),
  );
  return form;
}

function own(alarm) {
  const box = element("div", "alarm");
  box.dataset.alarm = alarm.id;
  const title = element("p", "alarm-title", alarm.title);
  title.prepend(icon("stop"));
  box.append(title, element("p", "alarm-text", alarm.text), formOf(alarm));
  return box;
}

function office(count) {
  const line = element("p", "alarm alarm-office", `確かめていない警報が ${count} 件あります。`);
  const link = element("a", "plain", "会議中の接続をひらく");
  link.href = "/admin/connections";
  line.prepend(icon("warn"));
  line.append(link);
  return line;
}

/** Nothing is drawn anew unless something changed: a screen reader must not say it again and again. */
function show(found) {
  const key = (ids, count) => `${ids.join(" ")}|${count}`;
  const before = key([...bar.querySelectorAll("[data-alarm]")].map((one) => one.dataset.alarm), bar.dataset.office);
  if (before === key(found.own.map((one) => one.id), String(found.office))) return;
  bar.dataset.office = String(found.office);
  const isBoard = bar.dataset.path === "/admin/connections";
  bar.replaceChildren(...found.own.map(own), ...(found.office && !isBoard ? [office(found.office)] : []));
}

async function ask() {
  if (document.visibilityState !== "visible" || isLive()) return;
  try {
    const answer = await fetch("/alarms.json", { headers: { accept: "application/json" }, cache: "no-store" });
    const body = await answer.json();
    if (answer.ok) show(body);
    if (body.code === NOBODY && isDoubted) goDark(body);
    else if (body.code === NOBODY) setTimeout(ask, 1_000);
    isDoubted = body.code === NOBODY;
  } catch {
    // The line is down: the next turn asks again.
  }
}

if (bar) {
  listen("alarms", show);
  setInterval(ask, EVERY_MS);
  document.addEventListener("visibilitychange", ask);
}
