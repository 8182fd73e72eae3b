/** The look of the HTML twin: one column, real tables, readable at 200 % and on paper. */
export const twinStyle = `
:root { color-scheme: light; }
body { max-width: 54rem; margin: 0 auto; padding: 1.5rem; font: 1rem/1.5 Georgia, "Times New Roman", serif; color: #14181d; background: #fff; }
h1, h2, h3, h4, th, caption, figcaption, dt, nav, .basis { font-family: system-ui, "Segoe UI", Roboto, sans-serif; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 0.25rem; border-top: 1px solid #9aa3ad; padding-top: 0.75rem; }
h3 { font-size: 1.05rem; margin: 1.5rem 0 0.25rem; }
h4 { font-size: 0.95rem; margin: 1rem 0 0.25rem; }
p, ul, ol, dl { margin: 0.5rem 0; overflow-wrap: anywhere; }
.basis { color: #4a525c; font-size: 0.9rem; }
nav ol { list-style: none; padding: 0; }
dl > div { display: grid; grid-template-columns: minmax(9rem, 14rem) 1fr; gap: 0.75rem; }
dt { color: #4a525c; font-size: 0.9rem; }
dd { margin: 0; overflow-wrap: anywhere; }
.table { overflow-x: auto; margin: 1rem 0; }
table { border-collapse: collapse; font-size: 0.875rem; font-variant-numeric: tabular-nums; border-top: 2px solid; border-bottom: 2px solid; }
caption, figcaption { text-align: left; font-weight: 600; font-size: 0.9rem; padding-bottom: 0.35rem; }
th { text-align: left; border-bottom: 1px solid; vertical-align: bottom; }
th, td { padding: 0.2rem 0.75rem 0.2rem 0; }
td { border-bottom: 1px solid #d5dae0; vertical-align: top; }
.right { text-align: right; white-space: nowrap; }
figure { margin: 1.25rem 0; }
figure img { width: 100%; height: auto; }
aside { border-left: 4px solid #6b7480; padding: 0.25rem 0.75rem; margin: 0.75rem 0; }
aside.warning { border-color: #a02020; }
.formula { font-style: italic; padding-left: 1.5rem; }
.draft { font-weight: 700; border: 2px solid; padding: 0.25rem 0.75rem; }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: 1rem; top: 1rem; background: #fff; padding: 0.5rem; }
a { color: #0b4a8f; }
:focus-visible { outline: 3px solid #0b4a8f; outline-offset: 2px; }
@media print { body { max-width: none; } nav, .skip { display: none; } .table { overflow: visible; } }
`
