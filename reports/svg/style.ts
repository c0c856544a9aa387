// The style sheet of the marks, with every colour written out: pictures are opened by programs that
// know no variables.

import type { Palette } from '../palette.ts'

/** Rules for one theme; of two the later holds. */
export function markColours(of: Palette): string {
  return `
.wl-ground-fill,.wl-blank{fill:${of.ground}}
.wl text{fill:${of.ink}}
.wl .wl-word{fill:${of.faint}}
.wl .wl-strong,.wl .wl-name,.wl .wl-plain{fill:${of.ink}}
.wl .wl-bad{fill:${of.failed}}
.wl text{stroke:${of.ground}}
.wl-client{stroke:${of.rule}}
.wl-line,.wl-paused,.wl-slow,.wl-ruler{stroke:${of.neutral}}
.wl-bar{stroke:${of.ink};fill:${of.ground}}
.wl-instant{stroke:${of.ink}}
.wl-band{fill:${of.panel};stroke:${of.neutral}}
.wl-hatch{stroke:${of.neutral}}
.wl-half{stroke:${of.ink}}
.wl-letter,.wl-chip,.wl-disc{fill:${of.ground};stroke:${of.ink}}
.wl-turn,.wl-pole{stroke:${of.ink}}
.wl-flag{fill:${of.ground};stroke:${of.ink}}
.wl-halo{stroke:${of.ground}}
.wl-shaft{stroke:${of.neutral}}
.wl-head{fill:${of.neutral};stroke:${of.neutral}}
.wl-open{stroke:${of.neutral}}
.wl-request-shaft,.wl-late-shaft{stroke:${of.ink}}
.wl-request .wl-head,.wl-late .wl-head{fill:${of.ink};stroke:${of.ink}}
.wl-lost-shaft,.wl-cross{stroke:${of.failed}}
.wl-dot,.wl-timer,.wl-cut{fill:${of.ground};stroke:${of.ink}}
.wl-leaves{fill:${of.ink}}
.wl-pass{fill:${of.ink};stroke:${of.ground}}
.wl-ring{stroke:${of.ink}}
.wl-ok .wl-box{fill:${of.ok};stroke:${of.ok}}
.wl .wl-ok .wl-said{fill:${of.onOk}}
.wl-unknown .wl-fill{fill:${of.unknown}}
.wl-unknown .wl-edge{stroke:${of.unknownEdge}}
.wl .wl-unknown .wl-said{fill:${of.onUnknown}}
.wl-failed .wl-box,.wl-misfit .wl-box{fill:${of.failed};stroke:${of.ink}}
.wl .wl-failed .wl-said,.wl .wl-misfit .wl-said{fill:${of.onFailed}}
.wl-bracket{stroke:${of.failed}}
.wl-order{fill:${of.ink}}
.wl .wl-number{fill:${of.ground}}
.wl-tick{stroke:${of.ink}}
.wl-broke{stroke:${of.failed}}
.wl-pennant{fill:${of.failed}}`
}

/** Shapes, widths and dashes: the same in every theme, so that no mark needs its colour. */
export const markShapes = `
.wl{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
svg path,svg circle,svg rect{fill:none;stroke-width:1.4}
.wl text{font-weight:400;stroke-width:3;stroke-linejoin:round;paint-order:stroke}
.wl .wl-name,.wl .wl-strong,.wl .wl-said,.wl .wl-number{font-weight:700}
.wl .wl-said,.wl .wl-number,.wl .wl-chipped text,.wl .wl-plain{stroke:none}
.wl .wl-client{stroke-width:1.6}
.wl .wl-line{stroke-width:2.5}
.wl .wl-paused{stroke-width:4;stroke-linecap:round;stroke-dasharray:.1 7}
.wl .wl-slow{stroke-width:4;stroke-linecap:round;stroke-dasharray:.1 15}
.wl .wl-band{stroke-width:1}
.wl .wl-hatch{stroke-width:.8}
.wl .wl-instant{stroke-width:3}
.wl .wl-half{stroke-width:1.8}
.wl .wl-halo{stroke-width:6}
.wl .wl-lost-shaft{stroke-width:1.6;stroke-dasharray:1.6 3}
.wl .wl-copy-shaft{stroke-dasharray:6 4}
.wl .wl-late-shaft{stroke-width:3.2}
.wl .wl-fade{opacity:.6}
.wl .wl-faint{opacity:.3}
.wl .wl-cross{stroke-width:2.4}
.wl .wl-dot,.wl .wl-timer{stroke-width:1.8}
.wl .wl-guilty .wl-dot,.wl .wl-guilty .wl-timer{stroke-width:3}
.wl .wl-ring{stroke-width:1.8;stroke-dasharray:3 2.4}
.wl .wl-failed .wl-box{stroke-width:3.2}
.wl .wl-misfit .wl-box{stroke-width:2}
.wl .wl-edge{stroke-width:1.8}
.wl .wl-bracket{stroke-width:2}
.wl .wl-tick{stroke-width:3}
.wl .wl-broke{stroke-width:2.2;stroke-dasharray:7 4}`
