// A choice in the filter is carried out at once, and what was left empty stays out of the address.
const form = document.getElementById("filter");
form.addEventListener("change", (event) => {
  if (event.target.matches("select")) form.requestSubmit();
});
form.addEventListener("formdata", (event) => {
  for (const [name, value] of [...event.formData]) {
    if (value === "") event.formData.delete(name);
  }
});
