/** What the reader is told: the bar for signing in again, the sentence in place of a page, the voice of a screen reader. */

function element(tag, className, words = "") {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (words) made.textContent = words;
  return made;
}

function icon(name) {
  const made = element("span", `icon icon-${name}`);
  made.setAttribute("aria-hidden", "true");
  return made;
}

export class Signs {
  #bar;
  #fault;
  #wait;
  #said;
  #waitTimer = 0;
  #isSignedOut = false;

  constructor({ bus, bar, fault, wait, said, signal }) {
    this.#bar = bar;
    this.#fault = fault;
    this.#wait = wait;
    this.#said = said;
    bus.on("announce", (words) => {
      this.#said.textContent = words;
    });
    bus.on("signin-needed", (refusal) => this.#askSignIn(refusal));
    bus.on("reached", () => this.#reached(bus));
    signal.addEventListener("abort", () => clearTimeout(this.#waitTimer));
  }

  /** Only a page that takes its time is worth a word. */
  waitFor(onSlow) {
    clearTimeout(this.#waitTimer);
    this.#waitTimer = setTimeout(() => {
      this.#wait.hidden = false;
      onSlow();
    }, 220);
  }

  arrived() {
    clearTimeout(this.#waitTimer);
    this.#wait.hidden = true;
    this.#fault.hidden = true;
    this.#fault.replaceChildren();
  }

  /** The sentence stands where the page would be; nothing of the page before is left to be taken for it. */
  refuse(refusal, onAgain) {
    clearTimeout(this.#waitTimer);
    this.#wait.hidden = true;
    if (refusal.status === 401) return; // the bar above says so already
    const banner = element("div", "banner banner-stop");
    const row = element("p", "row");
    const again = element("button", "btn btn-line", "もう一度");
    again.type = "button";
    again.addEventListener("click", onAgain, { once: true });
    if (refusal.actionHref && refusal.actionLabel) {
      const link = element("a", "btn btn-primary", refusal.actionLabel);
      link.href = refusal.actionHref;
      link.dataset.code = refusal.code;
      row.append(link);
    }
    row.append(again);
    banner.setAttribute("role", "alert");
    this.#fault.replaceChildren(banner);
    this.#fault.hidden = false;
    const number = /^[A-Z]\d{3}$/.test(refusal.code) ? `　番号 ${refusal.code}` : "";
    banner.append(icon("stop"), element("p", "banner-title", "このページは表示できません。"), element("p", "", refusal.sentence + number), row);
  }

  /** The paper was replaced between the page and its contents. */
  tellReplaced() {
    this.#tell("turn", "この資料は差し替えられました。新しい版を開いてください。", "新しい版を開く", location.pathname);
  }

  #askSignIn(refusal) {
    this.#isSignedOut = true;
    const next = encodeURIComponent(location.pathname + location.search);
    this.#tell("lock", refusal.sentence, "もう一度サインインする", `/signin?next=${next}`);
  }

  #tell(shape, sentence, label, href) {
    const link = element("a", "btn btn-line", label);
    link.href = href;
    this.#bar.setAttribute("role", "alert");
    this.#bar.hidden = false;
    this.#bar.replaceChildren(icon(shape), element("span", "grow", sentence), link);
  }

  #reached(bus) {
    if (!this.#isSignedOut) return;
    this.#isSignedOut = false;
    this.#bar.hidden = true;
    this.#bar.removeAttribute("role");
    this.#bar.replaceChildren();
    bus.say("signin-renewed");
  }
}
