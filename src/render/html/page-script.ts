/** Search, filters and unfolding. The page tells everything without it, too. */
export const pageScript = `
(() => {
  const form = document.querySelector('form');
  if (form === null) return;
  const changes = [...document.querySelectorAll('details.change')];
  const texts = changes.map((change) => change.textContent.toLowerCase());
  const counter = document.getElementById('shown');
  const filters = [...new Set([...form.querySelectorAll('input[type=checkbox]')].map((box) => box.name))];
  const checked = (name) => [...form.querySelectorAll('input[name=' + name + ']:checked')].map((box) => box.value);
  const has = (change, name, wanted) => {
    const found = (change.dataset[name] || '').split(' ');
    return wanted.length === 0 || wanted.some((value) => found.includes(value));
  };
  const show = () => {
    const words = form.elements.search.value.toLowerCase().split(/\\s+/).filter((word) => word !== '');
    const wanted = filters.map((name) => [name, checked(name)]);
    let count = 0;
    changes.forEach((change, index) => {
      const fits = words.every((word) => texts[index].includes(word)) &&
        wanted.every(([name, values]) => has(change, name, values));
      change.hidden = !fits;
      if (fits) count += 1;
    });
    counter.textContent = count + ' of ' + changes.length + ' shown';
  };
  let waiting = 0;
  form.addEventListener('input', () => { cancelAnimationFrame(waiting); waiting = requestAnimationFrame(show); });
  form.addEventListener('reset', () => requestAnimationFrame(show));
  form.addEventListener('submit', (event) => { event.preventDefault(); show(); });
  const unfold = (open) => changes.forEach((change) => { if (!change.hidden) change.open = open; });
  document.getElementById('unfold').addEventListener('click', () => unfold(true));
  document.getElementById('fold').addEventListener('click', () => unfold(false));
  form.hidden = false;
  show();
})();
`;
