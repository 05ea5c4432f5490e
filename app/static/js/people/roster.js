/** Reads the chosen CSV file as it is and puts it into the form; without it the list is pasted. */

const form = document.querySelector("[data-roster]");
const place = form?.querySelector("[data-roster-file]");
const chosen = place?.querySelector("input[type=file]");

/** Base64 of bytes, in pieces: one long argument list is too much for old browsers. */
function encode(bytes) {
  let text = "";
  for (let start = 0; start < bytes.length; start += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(start, start + 0x8000));
  }
  return btoa(text);
}

async function read() {
  const file = chosen.files[0];
  form.elements.file_base64.value = file ? encode(new Uint8Array(await file.arrayBuffer())) : "";
}

if (place) {
  place.hidden = false;
  chosen.addEventListener("change", read);
  form.elements.pasted.addEventListener("input", () => {
    chosen.value = "";
    form.elements.file_base64.value = "";
  });
}
