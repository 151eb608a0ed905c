// Gives a number field its slider: both say the same. Without this file the number stands alone and does everything.
for (const range of document.querySelectorAll("input[type=range][data-for]")) {
  const number = document.getElementById(range.dataset.for);
  range.hidden = false;
  if (number.value !== "") range.value = number.value;
  range.addEventListener("input", () => { number.value = range.value; });
  number.addEventListener("input", () => { if (number.value !== "") range.value = number.value; });
}
