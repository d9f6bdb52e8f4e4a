// Shows one step of one slide. A slide is a <section>; each <say> in it is a step: a sentence or two that is spoken while
// the step is seen. An element with at="3" appears with the third sentence and stays; at="3-4" leaves after the fourth.
const slides = [...document.querySelectorAll('section')]
const where = Object.assign(document.createElement('div'), { id: 'where' })
where.append(...slides.map(() => document.createElement('i')))
document.body.append(where)

function show(slide, step) {
  slides.forEach((section, n) => section.classList.toggle('live', n === slide))
  for (const el of slides[slide].querySelectorAll('[at]')) {
    const [from, to] = el.getAttribute('at').split('-').map(Number)
    el.classList.toggle('on', step >= from && (!to || step <= to))
  }
  for (const el of slides[slide].querySelectorAll('[add]')) {
    const [name, from] = el.getAttribute('add').split('@')
    el.classList.toggle(name, step >= Number(from))
  }
  document.body.classList.toggle('dark', slides[slide].classList.contains('title'))
  ;[...where.children].forEach((piece, n) => { piece.className = n < slide ? 'd' : n === slide ? 'r' : '' })
}

// What is spoken: [{slide, step, text}], in order.
function script() {
  return slides.flatMap((section, slide) =>
    [...section.querySelectorAll('say')].map((say, n) => ({ slide, step: n + 1, text: say.textContent.trim().replace(/\s+/g, ' ') })))
}

// The share of heads among the first n of `count` fair tosses; the same sequence every time.
function tosses(count, seed) {
  const shares = []
  let state = seed, heads = 0
  for (let n = 1; n <= count; n++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    heads += state >>> 31
    shares.push(heads / n)
  }
  return shares
}

// Draws the shares on a logarithmic scale of tosses, with the corridor of one standard deviation.
function drawTosses(svg, labels, seeds) {
  const W = 1000, H = 560, x = n => (Math.log10(n) / 4) * W, y = share => H - share * H
  const line = points => points.map(([a, b], i) => `${i ? 'L' : 'M'}${a.toFixed(1)} ${b.toFixed(1)}`).join('')
  const grid = Array.from({ length: 120 }, (_, i) => 10 ** ((i / 119) * 4))
  const edge = sign => grid.map(n => [x(n), y(Math.min(1, Math.max(0, 0.5 + (sign * 0.5) / Math.sqrt(n))))])
  const corridor = `${line(edge(1))}${line(edge(-1).reverse()).replace('M', 'L')}Z`
  const colours = ['#0C7F6C', '#173F63', '#6B2F22']
  const runs = seeds.map((seed, i) => {
    const shares = tosses(10000, seed)
    return `<path d="${line(grid.map(n => [x(Math.round(n)), y(shares[Math.round(n) - 1])]))}" fill="none" stroke="${colours[i]}" stroke-width="6" stroke-linejoin="round"/>`
  })
  svg.setAttribute('viewBox', '-90 -30 1120 660')
  svg.innerHTML = `<path d="${corridor}" fill="#FFF3D1" class="corridor" at="${svg.dataset.corridor}"/>
    <path d="M0 0V${H}H${W}" fill="none" stroke="#16241F" stroke-width="4"/>
    <path d="M0 ${H / 2}H${W}" stroke="#16241F" stroke-width="3" stroke-dasharray="4 12"/>${runs.join('')}
    ${[1, 10, 100, 1000, 10000].map((n, i) => `<text x="${x(n)}" y="${H + 46}" font-size="32" text-anchor="middle">${labels[i]}</text>`).join('')}
    ${[0, 50, 100].map(p => `<text x="-18" y="${H - (p / 100) * H + 11}" font-size="32" text-anchor="end">${p}\u00a0%</text>`).join('')}`
}

// Pips of a die face.
const PIPS = { 1: [5], 2: [1, 9], 3: [1, 5, 9], 4: [1, 3, 7, 9], 5: [1, 3, 5, 7, 9], 6: [1, 3, 4, 6, 7, 9] }
for (const die of document.querySelectorAll('.die')) {
  for (const cell of PIPS[die.dataset.n]) {
    const pip = document.createElement('i')
    pip.style.gridArea = `${Math.ceil(cell / 3)} / ${((cell - 1) % 3) + 1}`
    die.append(pip)
  }
}
for (const svg of document.querySelectorAll('svg[data-tosses]')) {
  drawTosses(svg, svg.dataset.labels.split('|'), svg.dataset.tosses.split(',').map(Number))
}
show(0, 1)
