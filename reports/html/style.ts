// The style sheet of the page: three columns where there is room, one below another where there is
// not, two sheets of paper in print. It loads nothing: fonts are the reader's own.

import { dark, light, type Palette, system } from '../palette.ts'
import { markColours, markShapes } from '../svg/style.ts'
import { logStyle } from './logs.ts'

const tokens = (of: Palette): string =>
  `--ground:${of.ground};--panel:${of.panel};--rule:${of.rule};--ink:${of.ink};--faint:${of.faint};--ok:${of.ok};--on-ok:${of.onOk};--unknown:${of.unknown};--unknown-edge:${of.unknownEdge};--on-unknown:${of.onUnknown};--failed:${of.failed};--on-failed:${of.onFailed};--added:${of.added};${of.terms.map((colour, at) => `--term-${at + 1}:${colour}`).join(';')}`

const page = `
*{box-sizing:border-box}
html{color-scheme:light dark;scroll-padding-top:4.5rem}
body{margin:0;background:var(--ground);color:var(--ink);font:14px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;overflow-wrap:anywhere}
code,.mono,.source{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.86em}
code,td,.text{unicode-bidi:isolate}
a{color:inherit;text-underline-offset:.15em}
a:focus-visible,summary:focus-visible,[tabindex]:focus-visible{outline:3px solid var(--ok);outline-offset:2px}
.skip{position:absolute;left:-100vw;top:0;background:var(--ground);padding:.6rem 1rem;z-index:3}
.skip:focus{left:0}
.verdict{position:sticky;top:0;z-index:2;display:flex;flex-wrap:wrap;align-items:center;gap:.4rem .9rem;min-height:57px;padding:.55rem 18px;background:var(--ground);border-bottom:1px solid var(--rule)}
.verdict h1{display:contents;font-size:1em;font-weight:400}
.word{padding:.22rem .65rem;border-radius:5px;font-weight:700;white-space:nowrap}
.word-fail{background:var(--failed);color:var(--on-failed)}
.word-pass{background:var(--ok);color:var(--on-ok)}
.word-inconclusive{background:var(--unknown);color:var(--on-unknown);border:1px solid var(--unknown-edge)}
.sentence{flex:1 1 18rem}
.where{border:1px solid var(--rule);border-radius:4px;background:var(--panel);padding:.2rem .5rem;user-select:all}
.columns{display:grid;grid-template-columns:262px minmax(0,1fr) 312px;align-items:start;min-height:calc(100vh - 58px)}
.rail{font-size:13px;background:var(--panel);padding:14px 14px 28px;align-self:stretch}
.story{border-right:1px solid var(--rule)}
.facts{border-left:1px solid var(--rule)}
.picture{padding:8px 14px 28px;min-width:0}
.after{margin-top:1.35rem}
h2{margin:1.35rem 0 .55rem;font-size:.78rem;font-weight:700;letter-spacing:.06em;text-transform:uppercase;color:var(--faint)}
section:first-child>h2,.rail>h2:first-child{margin-top:0}
.picture h2{margin:1.6rem 0 .5rem}
.picture>section:first-child>h2{margin-top:.3rem}
h2 small{font-weight:400;letter-spacing:0;text-transform:none}
h2 .name{letter-spacing:0;text-transform:none;color:var(--ink);font-size:1.1em}
p{margin:.4rem 0}
.faint,small{color:var(--faint)}
small{font-size:.86em}
.steps{list-style:none;margin:0 -1px;padding:0;counter-reset:step}
.steps li{counter-increment:step;position:relative;padding:7px 8px 8px 36px;border:2px solid transparent;border-radius:7px}
.steps li::before{content:counter(step);position:absolute;left:8px;top:7px;font-weight:700;color:var(--faint)}
.steps li.broke{border-color:var(--ink);background:var(--ground)}
.steps .at{display:block;color:var(--faint);margin-top:2px}
ul.plain{list-style:none;margin:0;padding:0}
ul.plain li{padding:.14rem 0 .14rem 1.35em;text-indent:-1.35em}
ul.plain li>*{text-indent:0}
.sign{display:inline-block;width:1.35em;text-indent:0;font-weight:700}
.sign-fail{color:var(--failed)}
.scroll{overflow-x:auto;position:relative}
.scroll svg{display:block;max-width:none}
.scroll.fits svg{max-width:100%;min-width:700px;height:auto}
table{border-collapse:collapse;width:100%;font-size:.92em}
caption{text-align:left;color:var(--faint);padding:.2rem 0 .4rem}
th,td{text-align:left;vertical-align:top;padding:.24rem .55rem .24rem 0;border-bottom:1px solid var(--rule)}
th{font-weight:700;font-size:.92em;white-space:nowrap}
td{overflow-wrap:break-word}
td.number,th.number{text-align:right;white-space:nowrap}
td.id{white-space:nowrap}
td.said{min-width:17em}
tr.guilty td{background:var(--panel);border-top:2px solid var(--failed);border-bottom:2px solid var(--failed)}
:target td,:target>td{outline:2px solid var(--ok);outline-offset:-2px}
.wide{min-width:640px}
.outcome{white-space:nowrap}
details>summary{cursor:pointer;padding:.3rem 0;min-height:24px}
.note{border-left:3px solid var(--unknown-edge);padding:.35rem .7rem;background:var(--panel);margin:.6rem 0}
.source{margin:.3rem 0;padding:0;list-style:none;overflow-x:auto;background:var(--ground);border:1px solid var(--rule);border-radius:4px}
.source li{display:flex;gap:.7em;padding:.08rem .5rem;white-space:pre-wrap}
.source .nr{color:var(--faint);min-width:2.6em;text-align:right;user-select:none}
.source li.here{background:var(--panel);font-weight:700;box-shadow:inset 3px 0 var(--failed)}
dl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.12rem .8rem;margin:.3rem 0}
dt{color:var(--faint)}
dd{margin:0}
.change{display:block;padding:.1rem 0}
.is{color:var(--added);font-weight:700}
.command{display:block;border:1px solid var(--rule);border-radius:4px;background:var(--ground);padding:.3rem .5rem;margin:.15rem 0;user-select:all}
footer{padding:12px 18px;border-top:1px solid var(--rule);color:var(--faint)}
@media (max-width:1180px){.columns{grid-template-columns:minmax(0,240px) minmax(0,1fr)}.facts{grid-column:1/-1;border-left:0;border-top:1px solid var(--rule);columns:2;column-gap:28px}.facts section{break-inside:avoid}}
@media (max-width:900px){.verdict{position:static}.columns{display:block}.rail{border:0;border-bottom:1px solid var(--rule)}.facts{columns:1}.picture{padding:8px 14px 20px}}
@media (forced-colors:active){.word,.steps li.broke,.note{border:2px solid}.word-fail{forced-color-adjust:none}}
`

const paper = `
@page{size:A4 landscape;margin:10mm}
body{font-size:8.2pt;line-height:1.3}
.rail{font-size:8.2pt}
.skip,.screen,details{display:none!important}
.verdict{position:static;padding:0 0 5pt;min-height:0}
.columns{display:flex;flex-direction:column;align-items:stretch;min-height:0}
.rail,.picture{background:none;padding:0;border:0}
.story{display:contents}
.story>section:first-child{order:1}
.picture{order:2}
.after{order:3;break-before:page;columns:3;column-gap:16pt}
.facts{order:4;columns:3;column-gap:16pt;margin-top:8pt}
.story .steps{columns:3;column-gap:14pt}
.story .steps li{break-inside:avoid;padding:2px 6px 3px 24px}
.story .steps li::before{left:5px;top:2px}
.scroll{overflow:visible}
.scroll svg{max-width:100%;max-height:72mm;height:auto;width:auto}
.facts section,.after section{break-inside:avoid}
h2,.picture h2{margin:.5rem 0 .2rem}
p{margin:.2rem 0}
th,td{padding:.06rem .5rem .06rem 0}
.wide{min-width:0}
footer{padding:4pt 0;border:0}
`

/** The whole sheet: screens in the reader's theme, paper always light. */
export const pageStyle: string = `
:root{${tokens(light)}}
${page}${logStyle}${markShapes}${markColours(light)}
@media screen and (prefers-color-scheme:dark){:root{${tokens(dark)}}${markColours(dark)}}
@media (forced-colors:active){:root{${tokens(system)}}${markColours(system)}}
@media print{${paper}}
`
