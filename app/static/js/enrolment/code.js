/** Takes the letter's code from behind the # of the address into its field, and out of the address. */

const field = document.querySelector("form[data-enrol-code] input[name=code]");
const code = decodeURIComponent(location.hash.slice(1));
if (field && /^[A-Za-z0-9-]{20,30}$/.test(code)) {
  field.value = code.replace(/-/g, "").replace(/(.{4})(?=.)/g, "$1-").toUpperCase();
  history.replaceState(null, "", location.pathname);
}
