for (const root of document.querySelectorAll(".autograder-drawing:not([data-ready])")) {
  const steps = root.querySelectorAll(".steps li"), groups = root.querySelectorAll("g[data-step]");
  const last = steps.length - 1, controls = root.querySelector(".controls");
  const slider = Object.assign(document.createElement("input"), { type: "range", min: 0, max: last, value: last });
  slider.setAttribute("aria-label", "Step of the calculation");
  const show = (step) => {
    slider.value = step;
    slider.setAttribute("aria-valuetext", steps[step].firstChild.textContent);
    steps.forEach((li, i) => li.classList.toggle("now", i === step));
    groups.forEach((g) => {
      g.classList.toggle("later", +g.dataset.step > step);
      g.classList.toggle("now", +g.dataset.step === step && step > 0);
    });
  };
  const button = (words, by) => {
    const made = Object.assign(document.createElement("button"), { type: "button", textContent: words });
    made.addEventListener("click", () => show(Math.min(last, Math.max(0, +slider.value + by))));
    return made;
  };
  slider.addEventListener("input", () => show(+slider.value));
  controls.append(button("Back", -1), slider, button("Next", 1));
  root.querySelector(".steps").setAttribute("aria-live", "polite");
  root.dataset.ready = "";
  show(+(root.dataset.first ?? last));
}
