// The style sheets. Their texts are hashed for the content security policy, so nothing else may be styled inline.

/** Of every page. The status page has no other, because it has to stay small. */
export const PAGE_CSS = `
:root{color-scheme:light dark;--bg:#f2f5f7;--card:#fff;--ink:#14202b;--soft:#4f5f6d;--line:#d3dbe2;--link:#0a5783;--operational:#17694a;--degraded:#8a5200;--outage:#b42318;--unknown:#5d4a9c;--maintenance:#0a5783;--not-watched:#4f5f6d}
.night{--ink:#eaf0f4;--soft:#a9bac7;--line:#2a3c4d;--link:#8ccbf2;--operational:#62cf9a;--degraded:#f2b950;--outage:#ff8d82;--unknown:#bdabf5;--maintenance:#8ccbf2;--not-watched:#a9bac7;background:#0e1c2b;color:var(--ink)}
@media(prefers-color-scheme:dark){:root{--bg:#0a1119;--card:#121c26;--ink:#e6ebef;--soft:#a3b3c0;--line:#2a3947;--link:#8ccbf2;--operational:#62cf9a;--degraded:#f2b950;--outage:#ff8d82;--unknown:#bdabf5;--maintenance:#8ccbf2;--not-watched:#a3b3c0}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);font:1rem/1.55 system-ui,sans-serif;overflow-wrap:break-word}
h1,h2,h3,p,ul,ol,dl,dd{margin:0;padding:0}
h1{font-size:clamp(1.6rem,1.2rem + 2.2vw,2.4rem);line-height:1.2;letter-spacing:-.015em;text-wrap:balance}
h2{font-size:1.05rem;margin:2.25rem 0 .75rem}
h3{font-size:1.1rem;line-height:1.35}
ul,ol{list-style:none}
a{color:var(--link);text-underline-offset:.2em}
time{font-variant-numeric:tabular-nums}
time{white-space:nowrap}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.in{max-width:46rem;margin:auto;padding:0 1.25rem}
.skip{position:absolute;left:-99rem}
.skip:focus{outline-color:#8ccbf2;left:.5rem;top:.5rem;z-index:1;background:var(--card);padding:.5rem 1rem}
.night{border-bottom:5px solid var(--s);padding:1.1rem 0 2.25rem}
.night{background-image:radial-gradient(60rem 9rem at 30% 100%,color-mix(in srgb,var(--s) 24%,transparent),transparent)}
.night .org{font-weight:600;margin:0 0 2.25rem}
.org span,.soft{color:var(--soft);font-weight:400}
.soft{font-size:.9rem;color:var(--soft)}
.say{display:flex;gap:.6em}
.say span{min-width:0}
.say .i{margin-top:.14em;width:.95em;height:.95em}
.night p{margin-top:.7rem}
.i{width:1.05em;height:1.05em;flex:none;fill:currentColor;color:var(--s,inherit);vertical-align:-.15em}
.operational{--s:var(--operational)}.degraded{--s:var(--degraded)}.outage{--s:var(--outage)}.unknown{--s:var(--unknown)}.maintenance{--s:var(--maintenance)}.not-watched{--s:var(--not-watched)}
.card{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:1rem 1.15rem;margin-bottom:.9rem}
.list>li{background:var(--card);border:1px solid var(--line);border-bottom:0;padding:.8rem 1.15rem}
.list>li:first-child{border-radius:10px 10px 0 0}
.list>li:last-child{border-bottom:1px solid var(--line);border-radius:0 0 10px 10px}
.list>li:only-child{border-radius:10px}
.pair{display:flex;flex-wrap:wrap;gap:.1rem 1rem;justify-content:space-between}
.pair>:first-child{min-width:0}
.st{white-space:nowrap;color:var(--s);font-weight:500}
.sub{margin:.35rem 0 0 .1rem;padding-left:.9rem;border-left:2px solid var(--line);font-size:.95rem}
.sub li{padding:.1rem 0}
[role=img]{width:22rem;max-width:100%;vertical-align:middle;margin:.3rem .4rem .3rem 0}
[role=img] path{stroke:var(--s,var(--operational));stroke-width:3.4;stroke-dasharray:.7 .3}
path.degraded{stroke-width:4.8}
path.outage{stroke-width:6}
[role=img] .unknown{stroke:var(--soft);stroke-width:.7}
.note{border:1px solid var(--s);border-left-width:5px;border-radius:10px;background:var(--card);padding:.9rem 1.15rem;margin-top:1.5rem}
.log{margin-top:.9rem}
.log>li{position:relative;border-left:2px solid var(--line);padding:0 0 1.1rem 1.1rem;margin-left:.3rem}
.log>li:last-child{padding-bottom:0}
.log>li:before{content:"";position:absolute;left:-.4rem;top:.4rem;width:.65rem;height:.65rem;border-radius:50%;background:var(--card);border:2px solid var(--soft)}
.log time{color:var(--soft);font-size:.9rem}
[reversed]>li:first-child:before{background:var(--s,var(--soft));border-color:var(--s,var(--soft))}
footer{margin-top:3rem;border-top:1px solid var(--line);padding:1.25rem 0 2.5rem;color:var(--soft);font-size:.9rem}
footer p+p{margin-top:.35rem}
.gap{margin-top:.75rem}
h3+.soft{margin-top:.1rem}
.soft+p{margin-top:.35rem}
.pre{white-space:pre-line}
footer a{display:inline-block;min-height:1.5rem}
a:hover{text-decoration-thickness:2px}
@media(forced-colors:active){.i{color:CanvasText}[role=img] path{stroke:CanvasText}}
`.trim()

/** What forms and the pages behind the door need besides. */
export const STAFF_CSS = `
:root{--on:#fff}.night{--on:#0a1119}
@media(prefers-color-scheme:dark){:root{--on:#0a1119}}
.pass{--s:var(--operational)}.wait{--s:var(--degraded)}.stop{--s:var(--outage)}
.tap,nav a{display:inline-block;min-height:1.5rem}
nav{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;margin:.5rem 0}
.night nav{margin:1.1rem 0 0}
code{font:.92em ui-monospace,monospace}
h2.flat{margin:0}
.wide .in{max-width:68rem}
.night form{margin-top:1.1rem}
.lead{font-size:1.1rem;max-width:38rem}
details+details{border-top:1px solid var(--line)}
details form{padding:.25rem 0 1rem}
.card form{margin-top:.8rem}
.act{margin-top:2rem;max-width:26rem}
.act .soft{margin-top:.75rem}
main>.gap,main>.card:first-child{margin-top:2rem}
form .note{margin:0 0 1.25rem}
.cap:first-letter{text-transform:uppercase}
label{display:block;font-weight:600;font-size:.95rem;margin-bottom:.75rem}
input,textarea,select{display:block;width:100%;margin-top:.25rem;font:inherit;color:inherit;background:var(--bg);border:1px solid var(--soft);border-radius:8px;padding:.55rem .7rem;min-height:2.75rem}
fieldset{border:0;margin:0 0 .75rem;padding:0}legend{padding:0;font-weight:600;font-size:.95rem}
fieldset label{display:flex;flex-direction:row-reverse;justify-content:flex-end;align-items:center;gap:.6rem;margin:0;min-height:2.75rem;font-weight:400}
[type=checkbox]{flex:none;width:1.3rem;height:1.3rem;min-height:0;margin:0}
button{font:inherit;font-weight:600;min-height:2.75rem;padding:.5rem 1.2rem;border:1px solid var(--link);border-radius:8px;background:var(--link);color:var(--on);cursor:pointer}
button.quiet{background:none;color:var(--link)}
button.danger{background:var(--outage);border-color:var(--outage)}
summary{cursor:pointer;min-height:2.75rem;padding:.55rem 0;font-weight:600;color:var(--link)}
.tag{display:inline-block;border:1px solid;border-radius:.9rem;padding:0 .65em;font-size:.9rem;font-weight:600;color:var(--s,inherit)}
.count{list-style:decimal;padding-left:1.4rem}
.dots>li{padding-left:1.1rem;position:relative}.dots>li:before{content:"–";position:absolute;left:0;color:var(--soft)}
@media(min-width:60rem){.two{display:grid;grid-template:"a b" auto "t b" 1fr/minmax(0,1fr) 23rem;gap:0 2.5rem}.a{grid-area:a}.b{grid-area:b}.t{grid-area:t}}
button:hover{filter:brightness(1.12)}
@media(prefers-reduced-motion:no-preference){button{transition:filter .15s}}
`.trim()
