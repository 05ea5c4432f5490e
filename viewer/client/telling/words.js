/** The words of the page in their drawer, for a screen reader; only where the app allows it for this reader and paper. */

export class Words {
  #api;
  #body;
  #version;
  #shown = 0;
  #current = 0;
  #isOpen;

  constructor({ bus, api, body, version, isOpen }) {
    this.#api = api;
    this.#body = body;
    this.#version = version;
    this.#isOpen = isOpen;
    bus.on("page-shown", ({ number }) => {
      this.#current = number;
      this.#refresh();
    });
    bus.on("drawer-opened", () => this.#refresh());
    bus.on("signin-renewed", () => this.#refresh());
    bus.on("session-over", () => {
      this.#shown = 0;
      this.#fill([]);
    });
  }

  async #refresh() {
    if (!this.#isOpen() || this.#shown === this.#current || this.#current === 0) return;
    const number = this.#current;
    this.#shown = number;
    this.#fill(["読み込んでいます。"]);
    let paragraphs;
    try {
      ({ paragraphs } = await this.#api.json(`/papers/${this.#version}/pages/${number}/text`));
      if (paragraphs.length === 0) paragraphs = ["このページには、読み上げられる文字がありません。"];
    } catch (refusal) {
      paragraphs = [refusal.sentence ?? "文字を受け取れませんでした。もう一度お試しください。"];
      if (this.#shown === number) this.#shown = 0;
    }
    if (number === this.#current) this.#fill(paragraphs);
  }

  #fill(paragraphs) {
    this.#body.replaceChildren(
      ...paragraphs.map((text) => {
        const paragraph = document.createElement("p");
        paragraph.textContent = text;
        return paragraph;
      }),
    );
  }
}
