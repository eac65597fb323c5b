// Beside allauth's scripts for passkeys. Our passkeys always sign in by themselves, and what goes
// wrong is said on the page.
const passwordless = document.getElementById("id_passwordless");
if (passwordless) passwordless.checked = true;
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const said = document.querySelector("[data-passkey-error]");
  said.hidden = false;
  said.focus();
});
