/** How the page looks, in light and in dark; at 360 pixels nothing is wider than the page but what scrolls in itself. */
export const pageStyle = `
:root { color-scheme: light dark; --ink: #1f2328; --soft: #59636e; --line: #d1d9e0; --ground: #fff; --raised: #f6f8fa;
  --loss: #b31d28; --lossGround: #ffebe9; --power: #8a4600; --powerGround: #fff4df; --gain: #116329; --gainGround: #dafbe1; --focus: #0550ae; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9da7b3; --line: #3d444d; --ground: #0d1117;
  --raised: #161b22; --loss: #ff938a; --lossGround: #3c1618; --power: #f0b765; --powerGround: #33270f; --gain: #6fdd8b; --gainGround: #12361c; --focus: #79b8ff; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 66rem; padding: 1rem; color: var(--ink); background: var(--ground);
  font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: .5rem 0; }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; border-bottom: 1px solid var(--line); padding-bottom: .2rem; }
h3 { font-size: 1rem; margin: 1rem 0 .3rem; }
code { font: .9em ui-monospace, monospace; background: var(--raised); padding: .05em .25em; border-radius: 4px; white-space: pre-wrap; }
.soft, footer { color: var(--soft); }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
.skip { position: absolute; left: -999rem; } .skip:focus { position: static; }
.box { border: 1px solid var(--line); border-left: 6px solid var(--soft); border-radius: 6px; padding: .5rem .8rem; margin: .6rem 0; background: var(--raised); }
.box.error, .box.loss { border-left-color: var(--loss); } .box.warning, .box.power { border-left-color: var(--power); }
.counts { display: flex; flex-wrap: wrap; gap: .5rem; list-style: none; padding: 0; margin: .6rem 0; }
.counts li { border: 1px solid var(--line); border-radius: 6px; padding: .2rem .6rem; background: var(--raised); }
.scroll { overflow-x: auto; max-width: 100%; border: 1px solid var(--line); border-radius: 6px; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; }
th:first-child { width: 27%; } th:nth-child(3):not(:last-child) { width: 9rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid var(--line); }
.people { padding-left: 1.2rem; margin: .3rem 0; }
form { border: 1px solid var(--line); border-radius: 6px; padding: .6rem .8rem; background: var(--raised); }
fieldset { border: 0; margin: .6rem 0 0; padding: 0; display: flex; flex-wrap: wrap; gap: .2rem .9rem; }
legend { font-weight: 600; padding: 0; }
input[type=search] { width: 100%; font: inherit; padding: .4rem .6rem; color: inherit; background: var(--ground); border: 1px solid var(--soft); border-radius: 6px; }
button { font: inherit; color: inherit; background: var(--ground); border: 1px solid var(--soft); border-radius: 6px; padding: .3rem .8rem; margin: .6rem .4rem 0 0; cursor: pointer; }
details.change { border: 1px solid var(--line); border-radius: 6px; margin: .4rem 0; }
.many details.change { content-visibility: auto; contain-intrinsic-size: auto 2.8rem; }
details.change[hidden] { display: none; }
details.change > summary { padding: .45rem .7rem; cursor: pointer; }
details.change > div { padding: 0 .7rem .6rem; }
.sign { display: inline-block; min-width: 1.2em; font-family: ui-monospace, monospace; font-weight: 700; }
.minus { color: var(--loss); } .plus { color: var(--gain); } .tilde { color: var(--power); }
.chip { font-size: .8rem; border-radius: 99px; padding: .1rem .5rem; background: var(--powerGround); color: var(--power); white-space: nowrap; display: inline-block; }
.chip.good { background: var(--gainGround); color: var(--gain); }
.chip.loss { background: var(--lossGround); color: var(--loss); }
svg { display: block; } svg rect { fill: var(--raised); stroke: var(--soft); } svg text { fill: var(--ink); font: 12px system-ui, sans-serif; }
svg rect.failed { stroke: var(--loss); stroke-width: 2.5; } svg path { fill: none; stroke: var(--soft); stroke-width: 1.4; } svg path.soft { stroke-dasharray: 5 4; } svg marker path { fill: var(--soft); stroke: none; }
@media (max-width: 40rem) { .stack, .stack tbody, .stack tr, .stack td { display: block; border: 0; } .stack thead { position: absolute; left: -999rem; }
  .stack tr { border-bottom: 1px solid var(--line); padding: .4rem 0; } .stack td { padding: .1rem .5rem; }
  .stack td::before { content: attr(data-label) ": "; color: var(--soft); } }
@media print { form, .skip { display: none; } .many details.change { content-visibility: visible; } }
`;
